import assert from "node:assert/strict";
import { test } from "node:test";

import manifest from "../../package.json";
import { COMMANDS, functionAround, links } from "../../src/hover/links";
import type { DocumentHeat } from "../../src/protocol";

const AT = { uri: "file:///my%20(code)/a.c", position: { line: 3, character: 7 } };

test("every link runs a trusted command of the manifest, with its place", () => {
  const found = [...links(AT, "f<(a)>").matchAll(/\[([^\]]+)\]\(command:([\w.]+)\?([^()\s]+)\)/g)];
  assert.deepEqual(found.map(([, text]) => text), ["Explain", "Make faster", "Callers", "Flame graph"]);
  const known = manifest.contributes.commands.map(({ command }) => command);
  for (const [, , command = "", argument = ""] of found) {
    assert.ok(COMMANDS.includes(command) && known.includes(command), command);
    const given: unknown = JSON.parse(decodeURIComponent(argument));
    assert.deepEqual(given, [command === "sysgrok.flameGraph.ofFunction" ? { function: "f<(a)>" } : AT]);
  }
  assert.equal(found.length, links(AT, "f<(a)>").split(" · ").length);
});

test("no command that reaches a host or changes settings is trusted", () => {
  assert.deepEqual(COMMANDS.filter((command) => /host|command|profile|restart|binary/i.test(command)), []);
});

test("the innermost function around a line", () => {
  const fn = (name: string, from: number, to: number): object => ({
    name,
    range: { start: { line: from, character: 0 }, end: { line: to, character: 1 } },
  });
  const heat = { functions: [fn("outer", 1, 9), fn("inner", 3, 4)] } as unknown as DocumentHeat;
  const at = (line: number): string | null => functionAround(heat, { line, character: 0 });
  assert.deepEqual([0, 1, 3, 5, 10].map(at), [null, "outer", "inner", "outer", null]);
});

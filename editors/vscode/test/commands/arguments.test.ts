import assert from "node:assert/strict";
import { test } from "node:test";

import { type Here, textOf, words } from "../../src/commands/arguments";
import { choices } from "../../src/commands/hostChoices";

const HERE: Here = {
  uri: "file:///w/trace.txt",
  position: { line: 0, character: 0 },
  selection: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } },
  selected: "",
  word: "",
  known: true,
  text: "Traceback",
};

test("a file is named by its place, any other document by its text", () => {
  assert.deepEqual(textOf(HERE), { uri: HERE.uri });
  assert.deepEqual(textOf({ ...HERE, selected: "x" }), { uri: HERE.uri, range: HERE.selection });
  assert.deepEqual(textOf({ ...HERE, known: false }), { text: "Traceback" });
  assert.deepEqual(textOf({ ...HERE, known: false, selected: "x" }), { text: "x" });
  assert.equal(textOf({ ...HERE, known: false, text: " \n" }), null);
});

test("a command line is split as a shell would", () => {
  assert.deepEqual(words(`top -b -n 1`), ["top", "-b", "-n", "1"]);
  assert.deepEqual(words(`grep "a \\"b\\" c" 'd  $e' f\\ g ""`), ["grep", 'a "b" c', "d  $e", "f g", ""]);
  assert.deepEqual(words("  "), []);
});

test("hosts and groups are offered, and what is typed when it is neither", () => {
  const known = {
    hosts: [
      { name: "local", detail: null, from: "local" as const },
      { name: "web1", detail: "me@10.0.0.1:22", from: "ssh" as const },
    ],
    groups: [{ name: "web", hosts: ["web1", "web2"] }],
  };
  const rows = (typed: string): string[] => choices(known, typed).map(({ label, description }) => `${label} (${description})`);
  const all = ["local (this machine)", "web1 (ssh, me@10.0.0.1:22)", "web (group: web1, web2)"];
  assert.deepEqual(rows(""), all);
  assert.deepEqual(rows("web1"), all);
  assert.deepEqual(rows("root@db"), ["root@db (as typed)", ...all]);
  assert.deepEqual(rows("-oProxyCommand=x"), all);
  assert.deepEqual(choices(known, "web").find(({ label }) => label === "web")?.hosts, ["web1", "web2"]);
});

test("a typed host that was ticked stays while another is typed", () => {
  const known = { hosts: [], groups: [] };
  const ticked = choices(known, "db1");
  assert.deepEqual(choices(known, "db2", ticked).map(({ label }) => label), ["db2", "db1"]);
});

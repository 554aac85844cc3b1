import assert from "node:assert/strict";
import { test } from "node:test";

import manifest from "../../package.json";
import { chosen, type Inspected, keys } from "../../src/server/settings";

const KEYS = [
  { name: "diagnostics.functions", userOnly: false },
  { name: "diagnostics.lines", userOnly: false },
  { name: "model.key", userOnly: true },
];

function inspect(values: Record<string, Inspected>): (name: string) => Inspected | undefined {
  return (name) => values[name];
}

test("only what somebody set is sent, nested", () => {
  const settings = chosen(KEYS, inspect({ "diagnostics.functions": { globalValue: 3 }, "model.key": { globalValue: "k" } }));
  assert.deepEqual(settings, { diagnostics: { functions: 3 }, model: { key: "k" } });
});

test("the folder goes before the workspace, the workspace before the user", () => {
  const all: Inspected = { globalValue: 1, workspaceValue: 2, workspaceFolderValue: 3 };
  assert.deepEqual(chosen(KEYS, inspect({ "diagnostics.lines": all })), { diagnostics: { lines: 3 } });
});

test("a workspace does not choose the model", () => {
  assert.deepEqual(chosen(KEYS, inspect({ "model.key": { workspaceValue: "k", workspaceFolderValue: "k" } })), {});
});

test("false and zero are values; defaults of ours count where nothing is set", () => {
  const values = { "diagnostics.functions": { globalValue: 0, workspaceValue: false } };
  assert.deepEqual(chosen(KEYS, inspect(values), { "diagnostics.functions": 9, "diagnostics.lines": 9 }), {
    diagnostics: { functions: false, lines: 9 },
  });
});

test("the manifest keeps from the workspace what only the user may choose", () => {
  const section = manifest.contributes.configuration.find(({ title }) => title === "Server");
  const userOnly = keys(section?.properties ?? {}).filter((key) => key.userOnly);
  const names = userOnly.map(({ name }) => name.split(".")[0]);
  assert.deepEqual([...new Set(names)], ["explain", "hosts", "model"]);
});

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { probe } from "../../src/server/probe";

let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "sysgrok probe "));
});

after(() => rmSync(folder, { recursive: true }));

function script(name: string, text: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode });
  return path;
}

test("a binary in a folder with spaces tells its version", async () => {
  const path = script("sysgrok", '[ "$*" = --version ] && echo "sysgrok 0.3.1"');
  assert.deepEqual(await probe(path), { version: "0.3.1" });
});

test("another program of this name is told from ours", async () => {
  const path = script("other", "echo 'usage: sysgrok [-h] {topn,chat}' >&2; exit 2");
  assert.match(JSON.stringify(await probe(path)), /another program of this name/);
});

test("what is no file, or may not run, is told apart", async () => {
  assert.deepEqual(await probe(join(folder, "nothing")), { why: "there is no such file" });
  assert.deepEqual(await probe(folder), { why: "it is not a file" });
  assert.deepEqual(await probe(script("data", "", 0o644)), { why: "it cannot be run (EACCES)" });
});

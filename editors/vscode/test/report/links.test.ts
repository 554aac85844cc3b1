import assert from "node:assert/strict";
import { test } from "node:test";

import { checkedLink } from "../../src/report/links";

const FOLDERS = ["file:///home/me/word%20ex"];

test("files of the workspace are followed, to their line", () => {
  assert.deepEqual(checkedLink("file:///home/me/word%20ex/src/table.c#L8", FOLDERS), {
    kind: "file",
    uri: "file:///home/me/word%20ex/src/table.c",
    line: 7,
  });
  assert.deepEqual(checkedLink("file:///home/me/word ex/src/table.c#L8,3", FOLDERS), {
    kind: "file",
    uri: "file:///home/me/word%20ex/src/table.c",
    line: 7,
  });
});

test("a drive of Windows is the same in both cases", () => {
  assert.equal(checkedLink("file:///C:/wordex/table.c", ["file:///c%3A/wordex"])?.kind, "file");
});

test("https goes to the browser", () => {
  assert.deepEqual(checkedLink("https://example.org/a?b#c", FOLDERS), {
    kind: "web",
    url: "https://example.org/a?b#c",
  });
});

for (const href of [
  "command:workbench.action.terminal.new",
  "javascript:alert(1)",
  "data:text/html,x",
  "vscode://a.b/c",
  "http://example.org",
  "https://user:secret@example.org/",
  "file:///etc/passwd",
  "file:///home/me/word%20ex/../.ssh/id_rsa",
  "file:///home/me/word%20ex/%2e%2e/.ssh/id_rsa",
  "file:///home/me/word%20ex/..%2f.ssh/id_rsa",
  "file:///home/me/word%20ex/..%5c.ssh/id_rsa",
  "file:///home/me/word%20example/src/table.c",
  "file://server/home/me/word%20ex/src/table.c",
  "file:///home/me/word%20ex/src/%zz",
  "src/table.c",
  "",
]) {
  test(`not followed: ${href === "" ? "nothing" : href}`, () => {
    assert.equal(checkedLink(href, FOLDERS), null);
  });
}

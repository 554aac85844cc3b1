import assert from "node:assert/strict";
import { test } from "node:test";

import { blocks } from "../../src/report/page/markdown";

function html(text: string): string {
  return blocks(text).join("").trim();
}

test("each block on the top level stands alone", () => {
  assert.deepEqual(blocks("# T\n\nOne\n\n- a\n- b\n\n```c\nint x;\n```\n"), [
    "<h1>T</h1>\n",
    "<p>One</p>\n",
    "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n",
    '<pre><code class="language-c">int x;\n</code></pre>\n',
  ]);
});

test("what streams in changes no block before the last", () => {
  const text = "# T\n\nThe loop walks the chain [E1].\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. one\n2. two\n\nEnd.\n";
  let before: string[] = [];
  for (let length = 1; length <= text.length; length += 1) {
    const now = blocks(text.slice(0, length));
    const settled = before.slice(0, -2);
    assert.deepEqual(now.slice(0, settled.length), settled);
    before = now;
  }
});

test("HTML is text", () => {
  assert.equal(html("<img src=x onerror=alert(1)>"), "<p>&lt;img src=x onerror=alert(1)&gt;</p>");
  assert.equal(html("a <script>alert(1)</script>"), "<p>a &lt;script&gt;alert(1)&lt;/script&gt;</p>");
});

test("there are no images", () => {
  assert.doesNotMatch(html("![a](https://example.org/a.png)"), /<img/);
});

test("links go to files and https alone", () => {
  assert.equal(html("[a](https://example.org)"), '<p><a href="https://example.org">a</a></p>');
  assert.equal(html("[a](file:///home/me/a.c#L1)"), '<p><a href="file:///home/me/a.c#L1">a</a></p>');
  for (const target of ["command:x", "javascript:x", "http://example.org", "vscode:x", "//example.org", "a.c", "#a"]) {
    assert.doesNotMatch(html(`[a](${target})`), /<a/, target);
    assert.doesNotMatch(html(`[a]\n\n[a]: ${target}`), /<a/, target);
  }
  assert.doesNotMatch(html("<command:x>"), /<a/);
});

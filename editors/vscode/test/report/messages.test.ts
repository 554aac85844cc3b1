import assert from "node:assert/strict";
import { test } from "node:test";

import { fromPage as fromGraph } from "../../src/flameGraph/messages";
import { fromPage } from "../../src/report/messages";

test("only messages of their shape are taken from a page", () => {
  assert.deepEqual(fromPage({ kind: "ask", text: "Why?", more: 1 }), { kind: "ask", text: "Why?" });
  for (const message of [null, 1, {}, { kind: "ask" }, { kind: "ask", text: {} }, { kind: "openLink", href: 1 }, { kind: "run" }]) {
    assert.equal(fromPage(message), null);
  }
  assert.deepEqual(fromGraph({ kind: "open", function: 3 }), { kind: "open", function: 3 });
  for (const message of [null, { kind: "open", function: "__proto__" }, { kind: "open", function: 0.5 }, { kind: "invert" }]) {
    assert.equal(fromGraph(message), null);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { changed, opened, plainTitle, type ReportChange, type ReportState, status } from "../../src/report/state";

const URI = "file:///home/me/.local/state/sysgrok/reports/1.md";

function change(parts: Partial<ReportChange>): ReportChange {
  return { uri: URI, id: "ask/1", title: "T", text: "", model: null, progress: null, done: false, ...parts };
}

function after(...changes: Partial<ReportChange>[]): ReportState {
  const first = changed(undefined, change(changes[0] ?? {}));
  return changes.slice(1).reduce((state, parts) => changed(state, change(parts)), first);
}

test("a report grows by what comes under one id", () => {
  const state = after({ text: "# T\n" }, { progress: "asking gpt-6" }, { text: "The " }, { text: "loop" });
  assert.equal(state.text, "# T\nThe loop");
  assert.equal(status(state), "Asking gpt-6");
});

test("the end names the model and keeps the text", () => {
  const state = after({ text: "# T\nThe loop" }, { model: "gpt-6", done: true });
  assert.equal(state.text, "# T\nThe loop");
  assert.equal(state.running, null);
  assert.equal(status(state), "Answered by gpt-6");
});

test("a follow-up begins with all that stands there, and is not added to it", () => {
  const state = after(
    { text: "# T\nThe loop" },
    { done: true },
    { id: "ask/2", text: "# T\nThe loop\n## You\nWhy?\n" },
    { id: "ask/2", text: "Because" },
  );
  assert.equal(state.text, "# T\nThe loop\n## You\nWhy?\nBecause");
  assert.equal(state.running, "ask/2");
});

test("a follow-up that ends before it began leaves the report", () => {
  assert.equal(after({ text: "# T" }, { done: true }, { id: "ask/2", done: true }).text, "# T");
});

test("a report that is opened while it is written goes on under its id", () => {
  const report = { uri: URI, title: "T", text: "# T\nThe ", model: null, running: true, id: "ask/1" };
  assert.equal(changed(opened(report), change({ text: "loop" })).text, "# T\nThe loop");
});

test("tabs show titles without the marks of markdown", () => {
  assert.equal(plainTitle("explainfunction: `table_find`"), "explainfunction: table_find");
  assert.equal(plainTitle("explainfunction: operator\\<\\<"), "explainfunction: operator<<");
  assert.equal(plainTitle(" "), "Report");
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { formOf, split } from "../../src/server/questions";

test("consent is asked before all else, a long choice is a list", () => {
  assert.equal(formOf(["Send to api.example.com", "Not now"]), "modal");
  assert.equal(formOf(["Yes", "No"]), "notification");
  assert.equal(formOf(["a", "b", "c", "d", "e"]), "list");
});

test("what is asked stands above what is said of it", () => {
  assert.deepEqual(split("sysgrok: shall answers come from m at https://a/?b? It is sent the source. Once."), {
    question: "sysgrok: shall answers come from m at https://a/?b?",
    detail: "It is sent the source. Once.",
  });
  assert.deepEqual(split("Which profile"), { question: "Which profile", detail: "" });
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { unserved } from "../../src/server/otherServers";

test("languages that start another extension are served", () => {
  const clangd = { main: "./out/extension", activationEvents: ["onLanguage:c", "onLanguage:cpp"] };
  const rust = { main: "./out/main", contributes: { languages: [{ id: "rust" }] } };
  const left = unserved([clangd, rust]);
  assert.equal(left.includes("c") || left.includes("cpp") || left.includes("rust"), false);
  assert.equal(left.includes("go"), true);
});

test("grammars and themes without code serve nothing", () => {
  assert.equal(unserved([{ contributes: { languages: [{ id: "c" }] } }, {}]).includes("c"), true);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { age, printedVersion } from "../../src/server/version";

test("major and minor make an age, patches do not", () => {
  assert.equal(age("0.1.0", "0.1.7"), "same");
  assert.equal(age("0.1.9", "0.2.0"), "older");
  assert.equal(age("0.10.0", "0.9.0"), "newer");
  assert.equal(age("1.0.0", "0.9.0"), "newer");
  assert.equal(age("0.2.0-dev", "0.2.0"), "same");
  assert.equal(age("unknown", "0.2.0"), null);
});

test("only what sysgrok prints is a version", () => {
  assert.equal(printedVersion("sysgrok 0.1.0\n"), "0.1.0");
  assert.equal(printedVersion("sysgrok 0.1.0-rc.1 (abc)\n"), "0.1.0-rc.1");
  assert.equal(printedVersion("usage: sysgrok [-h]"), null);
  assert.equal(printedVersion(""), null);
});

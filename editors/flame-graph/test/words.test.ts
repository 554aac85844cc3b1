import assert from "node:assert/strict";
import { test } from "node:test";

import { difference, path, percent, place } from "../src/words";

test("shares are said as everywhere in sysgrok", () => {
  assert.equal(percent(0.2727), "27.3 %");
  assert.equal(percent(0.0001), "<0.1 %");
  assert.equal(percent(0), "0.0 %");
});

test("a difference has its sign in the text", () => {
  assert.equal(difference(0.3, 0.2), "+10.0");
  assert.equal(difference(0.2, 0.3), "−10.0");
  assert.equal(difference(0.3, 0.3001), "±0.0");
});

test("a place is the file's name and its line as people count", () => {
  assert.equal(place("file:///home/me/word%20ex/src/table.c", 7), "table.c:8");
  assert.equal(path("file:///home/me/word%20ex/src/table.c"), "/home/me/word ex/src/table.c");
  assert.equal(path("file:///bad%zz"), "/bad%zz");
});

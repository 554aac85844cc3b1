import assert from "node:assert/strict";
import { test } from "node:test";

import { difference, path, percent, place, visible } from "../src/words";

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

test("characters that hide or turn text are written out", () => {
  assert.equal(visible("a\u202eb\u200bc\nd\u2028e"), "a\\u{202e}b\\u{200b}c\\u{a}d\\u{2028}e");
  assert.equal(visible("größe<T>::überall 名前"), "größe<T>::überall 名前");
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { description, facts, filtered, sorted } from "../../src/hotSpots/order";
import { FIRST, message, restored } from "../../src/hotSpots/state";
import type { HotSpot } from "../../src/protocol";

function spot(name: string, self: number | null, total: number | null, rest: Partial<HotSpot> = {}): HotSpot {
  return { profile: 0, name, location: null, self, total, mapping: null, elsewhere: null, stale: false, ...rest };
}

const SPOTS = [spot("walk", 0.1, 0.9), spot("Add", 0.3, 0.3), spot("percent_only", null, 0.2, { mapping: "/lib/libc.so.6" })];

test("sorted by self, by total, by name", () => {
  const names = (sort: "self" | "total" | "name"): string[] => sorted(SPOTS, sort).map(({ name }) => name);
  assert.deepEqual(names("self"), ["Add", "percent_only", "walk"]);
  assert.deepEqual(names("total"), ["walk", "Add", "percent_only"]);
  assert.deepEqual(names("name"), ["Add", "percent_only", "walk"]);
});

test("all words of a filter stand in the name, the file or the library", () => {
  const names = (filter: string): string[] => filtered(SPOTS, filter).map(({ name }) => name);
  assert.deepEqual(names(""), ["walk", "Add", "percent_only"]);
  assert.deepEqual(names("aD"), ["Add"]);
  assert.deepEqual(names("only libc"), ["percent_only"]);
  assert.deepEqual(names("only walk"), []);
});

test("the share that orders is said first", () => {
  assert.equal(description(spot("f", 0.1, 0.9), "self"), "10 % self · 90 % total");
  assert.equal(description(spot("f", 0.1, 0.9, { stale: true }), "total"), "90 % total · 10 % self · changed");
});

test("why a row cannot be opened is said", () => {
  const rows = facts(spot("strcmp", 0.1, 0.1, { mapping: "/lib/libc.so.6", elsewhere: "its file is not in the workspace" }));
  assert.deepEqual(rows, ["In /lib/libc.so.6", "Cannot be opened: its file is not in the workspace"]);
});

test("the view comes back as it was, but without its filter", () => {
  assert.deepEqual(restored({ kind: "files", sort: "name", onlyWorkspace: false, filter: "x" }), {
    kind: "files",
    sort: "name",
    onlyWorkspace: false,
    filter: "",
  });
  assert.deepEqual(restored({ kind: "planets", sort: 3 }), FIRST);
  assert.deepEqual(restored(undefined), FIRST);
});

test("a filter says what it hides", () => {
  assert.equal(message(FIRST, 3, 3, true), "");
  assert.equal(message({ ...FIRST, filter: "walk" }, 1, 3, false), "Filter “walk”: 1 of 3");
  assert.equal(message({ ...FIRST, filter: "walk" }, 1, 3, true), "Filter “walk”: 1 of the hottest 3");
});

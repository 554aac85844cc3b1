import assert from "node:assert/strict";
import { test } from "node:test";

import { at, childrenOf, framesOf, stackOf } from "../src/frames";
import type { FlameNode } from "../src/graph";
import { step } from "../src/keyboard";
import { layout, rows } from "../src/layout";
import { search } from "../src/search";
import { table } from "../src/table";
import { graph } from "./build";

const WORDEX = `
  main;count;table_find 5
  main;count;hash 3
  main;print 2
`;

test("a frame stands below its caller, beside its siblings, and is as wide as its share", () => {
  const shown = graph(WORDEX);
  const frames = framesOf(shown);
  const boxes = layout(frames, 0, 1000, 0, 100);
  const lines = boxes.map(({ frame, row, left, width }) => {
    const name = shown.functions[at(frames.function, frame)]?.name ?? "all";
    return `${row} ${name} ${Math.round(left)}+${Math.round(width)}`;
  });
  assert.deepEqual(lines, [
    "0 all 0+1000",
    "1 main 0+1000",
    "2 count 0+800",
    "2 print 800+200",
    "3 table_find 0+500",
    "3 hash 500+300",
  ]);
  assert.equal(rows(frames, 0, 1000), 4);
});

test("the zoomed frame and all above it take the whole width; its siblings are gone", () => {
  const frames = framesOf(graph(WORDEX));
  const count = childrenOf(frames, 1)[0] ?? -1;
  const boxes = layout(frames, count, 1000, 0, 100);
  assert.deepEqual(
    boxes.map(({ row, left, width }) => [row, Math.round(left), Math.round(width)]),
    [
      [0, 0, 1000],
      [1, 0, 1000],
      [2, 0, 1000],
      [3, 0, 625],
      [3, 625, 375],
    ],
  );
});

test("rows out of sight and frames too narrow to hit are not drawn", () => {
  const frames = framesOf(graph("main;a 9990\nmain;b 10"));
  assert.equal(layout(frames, 0, 1000, 0, 100).length, 3);
  assert.deepEqual(
    layout(frames, 0, 1000, 2, 2).map(({ row }) => row),
    [2],
  );
});

test("a stack of 100,000 frames needs no recursion", () => {
  const deepest: FlameNode = { function: 0, total: 1, self: 1, base: null, children: [] };
  let root = deepest;
  for (let depth = 0; depth < 100_000; depth += 1) {
    root = { function: 0, total: 1, self: 0, base: null, children: [root] };
  }
  const frames = framesOf({ ...graph("main 1"), root });
  assert.equal(rows(frames, 0, 1000), 100_001);
  assert.equal(stackOf(frames, 100_000).length, 100_001);
  assert.equal(layout(frames, 0, 1000, 0, 10).length, 11);
  assert.deepEqual(table(frames, false), [{ function: 0, self: 1, total: 1, base: null }]);
});

test("the table counts a function that calls itself once a stack", () => {
  const shown = graph("main;walk;walk;walk 3\nmain;walk 1\nmain 1");
  const rows = table(framesOf(shown), false).map(({ function: index, self, total }) => [shown.functions[index]?.name, self, total]);
  assert.deepEqual(rows, [
    ["walk", 0.8, 0.8],
    ["main", 0.2, 1],
  ]);
});

test("the table compares totals, also of functions that only the base has", () => {
  const shown = graph("main;new 4", "main;old 3\nmain;new 1");
  const rows = table(framesOf(shown), false).map(({ function: index, total, base }) => [shown.functions[index]?.name, total, base]);
  assert.deepEqual(rows, [
    ["new", 1, 0.25],
    ["main", 1, 1],
    ["old", 0, 0.75],
  ]);
});

test("with callers below, the frames right below the root have self", () => {
  const shown = graph("table_find;count;main 5\nhash;count;main 3\nmain 2");
  const rows = table(framesOf(shown), true).map(({ function: index, self, total }) => [shown.functions[index]?.name, self, total]);
  assert.deepEqual(rows, [
    ["table_find", 0.5, 0.5],
    ["hash", 0.3, 0.3],
    ["main", 0.2, 1],
    ["count", 0, 0.8],
  ]);
});

test("search looks in names and binaries, whatever the case, and counts each stack once", () => {
  const shown = graph("main;walk;walk 3\nmain;Walker 1\nmain;print 4");
  const frames = framesOf(shown);
  const found = search(shown.functions, frames, " WALK ");
  assert.equal(found.frames.length, 3);
  assert.equal(found.share, 0.5);
  assert.equal(search(shown.functions, frames, "wordex").share, 1);
  assert.deepEqual(search(shown.functions, frames, " ").frames, []);
});

test("arrows go to the caller, the heaviest callee, and along the row", () => {
  const shown = graph(WORDEX);
  const frames = framesOf(shown);
  const boxes = layout(frames, 0, 1000, 0, 100);
  const name = (frame: number): string => shown.functions[at(frames.function, frame)]?.name ?? "all";
  const count = step(frames, boxes, 1, "down");
  assert.equal(name(count), "count");
  assert.equal(name(step(frames, boxes, count, "right")), "print");
  assert.equal(name(step(frames, boxes, count, "left")), "count");
  assert.equal(name(step(frames, boxes, count, "up")), "main");
  assert.equal(name(step(frames, boxes, 0, "up")), "all");
});

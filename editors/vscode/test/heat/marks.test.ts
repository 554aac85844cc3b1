import assert from "node:assert/strict";
import { test } from "node:test";

import { marks } from "../../src/heat/marks";
import type { DocumentHeat, FunctionHeat, LineHeat, Range } from "../../src/protocol";

function range(line: number): Range {
  return { start: { line, character: 4 }, end: { line, character: 9 } };
}

function fn(line: number, self: number, stale = false): FunctionHeat {
  return { name: "f", range: range(line), selectionRange: range(line), self, total: null, samples: null, stale };
}

function line(line: number, self: number): LineHeat {
  return { range: range(line), self, total: null };
}

function shown(functions: FunctionHeat[], lines: LineHeat[]): string[] {
  const profile = {} as DocumentHeat["profile"];
  const found = marks({ profile, version: 1, self: null, total: null, stale: false, functions, lines });
  return found.map(({ shape, level, range: { start } }) => `${start.line}: ${shape} ${level}`).sort();
}

test("lines and functions are told apart, and cold ones have none", () => {
  assert.deepEqual(shown([fn(7, 0.27)], [line(13, 0.21), line(14, 0.02), line(15, 0.001)]), [
    "13: line 5",
    "14: line 2",
    "7: function 5",
  ]);
});

test("a line has one mark: the function's before its own, the hotter function's before the other's", () => {
  assert.deepEqual(shown([fn(7, 0.27), fn(7, 0.01)], [line(7, 0.9)]), ["7: function 5"]);
});

test("a function whose lines are not known looks different", () => {
  assert.deepEqual(shown([fn(7, 0.27, true)], []), ["7: stale 5"]);
});

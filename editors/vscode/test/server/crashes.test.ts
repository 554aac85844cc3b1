import assert from "node:assert/strict";
import { test } from "node:test";

import { ended, LIMITS } from "../../src/server/crashes";

/** Whether the server is started again after each end. */
function after(...ends: number[]): boolean[] {
  let before: readonly number[] = [];
  return ends.map((end) => {
    const { ends: counted, again } = ended(before, end);
    before = counted;
    return again;
  });
}

test("three restarts, then no more", () => {
  assert.deepEqual(after(0, 1, 2, 3), [true, true, true, false]);
});

test("ends that lie further apart do not add up", () => {
  const { window } = LIMITS;
  assert.deepEqual(after(0, window, 2 * window, 3 * window, 4 * window), [true, true, true, true, true]);
  assert.deepEqual(after(0, 1, 2, window + 2, window + 3), [true, true, true, true, true]);
});

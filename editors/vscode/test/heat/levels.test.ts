import assert from "node:assert/strict";
import { test } from "node:test";

import { level, percent, sharesInWords } from "../../src/heat/levels";

test("five levels by self; total counts where the profile has no self", () => {
  const of = (self: number | null, total: number | null = null): number | null => level({ self, total });
  assert.deepEqual([0.004, 0.005, 0.02, 0.05, 0.1, 0.2, 1].map((share) => of(share)), [null, 1, 2, 3, 4, 5, 5]);
  assert.equal(of(0.001, 0.9), null);
  assert.equal(of(null, 0.9), 5);
  assert.equal(of(null), null);
});

test("shares are written as they are read", () => {
  assert.deepEqual([0, 0.0004, 0.001, 0.034, 0.272].map(percent), ["0 %", "<0.1 %", "0.1 %", "3.4 %", "27 %"]);
  assert.equal(sharesInWords({ self: 0.27, total: 0.5 }), "27 % self · 50 % total");
  assert.equal(sharesInWords({ self: null, total: 0.5 }), "50 % total");
});

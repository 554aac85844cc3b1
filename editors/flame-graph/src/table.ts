/** The same values as rows: one a function, over all its frames. */

import { at, childrenOf, type Frames, selfOf } from "./frames";

export interface Row {
  /** Index into the functions of the graph. */
  function: number;
  self: number;
  /** With all it calls, counted once per stack. */
  total: number;
  /** Total in the profile that is compared with; `null` when none is. */
  base: number | null;
}

/**
 * All functions with a frame, hottest first. In a graph with callers below, what a function spent itself stands in the
 * frames right below the root.
 */
export function table(frames: Frames, inverted: boolean): Row[] {
  const rows = new Map<number, Row>();
  const onPath = new Map<number, number>();
  // A frame is entered, and left again once all below it was walked.
  const waiting: { frame: number; leave: boolean }[] = [{ frame: 0, leave: false }];
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    const index = at(frames.function, step.frame);
    const above = onPath.get(index) ?? 0;
    if (step.leave) {
      onPath.set(index, above - 1);
      continue;
    }
    onPath.set(index, above + 1);
    waiting.push({ frame: step.frame, leave: true });
    for (const frame of childrenOf(frames, step.frame)) {
      waiting.push({ frame, leave: false });
    }
    if (index < 0) {
      continue;
    }
    const base = at(frames.base, step.frame);
    const row = rows.get(index) ?? { function: index, self: 0, total: 0, base: base === null ? null : 0 };
    rows.set(index, row);
    row.self += selfOf(frames, step.frame, inverted) ?? 0;
    if (above === 0) {
      row.total += at(frames.total, step.frame);
      row.base = base === null ? row.base : (row.base ?? 0) + base;
    }
  }
  return [...rows.values()].sort((one, other) => other.self - one.self || other.total - one.total);
}

/** Which functions a search finds, and how much of the whole stands behind them. */

import { at, type Frames } from "./frames";
import type { FlameFunction } from "./graph";

export interface Found {
  /** All frames of the functions that match, in reading order of the tree. */
  frames: number[];
  functions: ReadonlySet<number>;
  /** The share of the stacks that pass through one of them, each counted once. */
  share: number;
}

/** Functions whose name or binary contains the text, whatever its case. Without text nothing is found. */
export function search(functions: readonly FlameFunction[], frames: Frames, text: string): Found {
  const wanted = text.trim().toLowerCase();
  const matching = new Set<number>();
  if (wanted !== "") {
    functions.forEach(({ name, mapping }, index) => {
      if (name.toLowerCase().includes(wanted) || mapping?.toLowerCase().includes(wanted) === true) {
        matching.add(index);
      }
    });
  }
  const found: number[] = [];
  let share = 0;
  const within: boolean[] = [];
  frames.function.forEach((index, frame) => {
    const matches = matching.has(index);
    const parent = at(frames.parent, frame);
    const above = parent >= 0 && at(within, parent);
    within.push(above || matches);
    if (matches) {
      found.push(frame);
      share += above ? 0 : at(frames.total, frame);
    }
  });
  return { frames: found, functions: matching, share };
}

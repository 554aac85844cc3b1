/** Which lines of a document get which mark. */

import type { DocumentHeat, Range } from "../protocol";
import { type Level, level, type Shares } from "./levels";

/** A line is a filled bar, a function a frame, and a dashed frame where its lines are not known any more. */
export type Shape = "line" | "function" | "stale";

export interface Mark {
  shape: Shape;
  level: Level;
  /** Text of one line, with which the mark moves. */
  range: Range;
}

/** One mark a line at most: on the line of its name a function goes before the line. */
export function marks(heat: DocumentHeat): Mark[] {
  const byLine = new Map<number, Mark>();
  for (const { range, self, total } of heat.lines) {
    put(byLine, "line", range, { self, total });
  }
  // The hottest come first, and one line may name several functions.
  for (const { selectionRange, self, total, stale } of [...heat.functions].reverse()) {
    put(byLine, stale ? "stale" : "function", selectionRange, { self, total });
  }
  return [...byLine.values()];
}

function put(into: Map<number, Mark>, shape: Shape, range: Range, shares: Shares): void {
  const reached = level(shares);
  if (reached !== null) {
    into.set(range.start.line, { shape, level: reached, range });
  }
}

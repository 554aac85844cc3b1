/** Which frames are drawn, and where: the zoomed frame and what it was called by over the whole width, what it calls below. */

import { at, childrenOf, type Frames, stackOf } from "./frames";

export interface Box {
  frame: number;
  row: number;
  /** From the left edge, in pixels. */
  left: number;
  width: number;
}

/** Narrower frames cannot be hit with a pointer, and thousands of them would slow the page. */
const NARROWEST = 3;

/**
 * The boxes of the rows `first` to `last`. Frames that are too narrow are left out, with all they call; they are reached
 * by zooming, searching and in the table.
 */
export function layout(frames: Frames, zoomed: number, width: number, first: number, last: number): Box[] {
  const boxes: Box[] = [];
  for (const frame of stackOf(frames, zoomed)) {
    const row = at(frames.depth, frame);
    if (row >= first && row <= last) {
      boxes.push({ frame, row, left: 0, width });
    }
  }
  const whole = at(frames.total, zoomed);
  if (!(whole > 0)) {
    return boxes;
  }
  const scale = width / whole;
  const origin = at(frames.start, zoomed);
  const waiting = [zoomed];
  for (let frame = waiting.pop(); frame !== undefined; frame = waiting.pop()) {
    const row = at(frames.depth, frame) + 1;
    if (row > last) {
      continue;
    }
    for (const child of childrenOf(frames, frame)) {
      const childWidth = at(frames.total, child) * scale;
      if (childWidth < NARROWEST) {
        // Siblings come heaviest first.
        break;
      }
      if (row >= first) {
        boxes.push({ frame: child, row, left: (at(frames.start, child) - origin) * scale, width: childWidth });
      }
      waiting.push(child);
    }
  }
  // In reading order, as a screen reader goes through them.
  return boxes.sort((one, other) => one.row - other.row || one.left - other.left);
}

/** How many rows are needed: the deepest frame that is drawn. */
export function rows(frames: Frames, zoomed: number, width: number): number {
  const whole = at(frames.total, zoomed);
  let deepest = at(frames.depth, zoomed);
  const waiting = [zoomed];
  for (let frame = waiting.pop(); frame !== undefined; frame = waiting.pop()) {
    deepest = Math.max(deepest, at(frames.depth, frame));
    for (const child of childrenOf(frames, frame)) {
      if ((at(frames.total, child) * width) / whole < NARROWEST) {
        break;
      }
      waiting.push(child);
    }
  }
  return deepest + 1;
}

/** Where the keys lead from a frame. */

import { at, childrenOf, type Frames } from "./frames";
import type { Box } from "./layout";

export type Direction = "up" | "down" | "left" | "right" | "deepest";

/** The frame next to `frame`; the same one where there is none. `boxes` are those that are drawn. */
export function step(frames: Frames, boxes: readonly Box[], frame: number, direction: Direction): number {
  switch (direction) {
    case "up":
      return Math.max(0, at(frames.parent, frame));
    case "down":
      return childrenOf(frames, frame)[0] ?? frame;
    case "deepest": {
      let deepest = frame;
      for (let next = childrenOf(frames, deepest)[0]; next !== undefined; next = childrenOf(frames, deepest)[0]) {
        deepest = next;
      }
      return deepest;
    }
    case "left":
    case "right": {
      const row = boxes.filter((box) => box.row === at(frames.depth, frame));
      const index = row.findIndex((box) => box.frame === frame);
      return row[index + (direction === "left" ? -1 : 1)]?.frame ?? frame;
    }
  }
}

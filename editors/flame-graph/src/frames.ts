/**
 * The tree of a flame graph as columns, one entry a frame. Stacks may be thousands of frames deep, so nothing here
 * recurses, and a message that carries frames is flat.
 *
 * Frames are numbered breadth first: the root is 0, a frame comes after its parent, siblings stand together.
 */

import type { FlameGraph, FlameNode } from "./graph";

export interface Frames {
  /** Index into the functions of the graph; -1 for the root. */
  function: number[];
  /** -1 for the root. */
  parent: number[];
  depth: number[];
  firstChild: number[];
  children: number[];
  /** Where the frame begins and how wide it is, as shares of the whole. */
  start: number[];
  total: number[];
  self: number[];
  /** `null` when no profile is compared with. */
  base: (number | null)[];
}

export function framesOf(graph: FlameGraph): Frames {
  const frames: Frames = {
    function: [],
    parent: [],
    depth: [],
    firstChild: [],
    children: [],
    start: [],
    total: [],
    self: [],
    base: [],
  };
  const nodes: FlameNode[] = [];
  const add = (node: FlameNode, parent: number, depth: number, start: number): void => {
    nodes.push(node);
    frames.function.push(node.function ?? -1);
    frames.parent.push(parent);
    frames.depth.push(depth);
    frames.firstChild.push(0);
    frames.children.push(node.children.length);
    frames.start.push(start);
    frames.total.push(node.total);
    frames.self.push(node.self);
    frames.base.push(node.base);
  };
  add(graph.root, -1, 0, 0);
  for (let frame = 0; frame < nodes.length; frame += 1) {
    frames.firstChild[frame] = nodes.length;
    let start = at(frames.start, frame);
    for (const child of at(nodes, frame).children) {
      add(child, frame, at(frames.depth, frame) + 1, start);
      start += child.total;
    }
  }
  return frames;
}

/** The frame and all that it was called by, the root first. */
export function stackOf(frames: Frames, frame: number): number[] {
  const stack: number[] = [];
  for (let called = frame; called >= 0; called = at(frames.parent, called)) {
    stack.push(called);
  }
  return stack.reverse();
}

/** The frames right below, heaviest first. */
export function childrenOf(frames: Frames, frame: number): number[] {
  const first = at(frames.firstChild, frame);
  return Array.from({ length: at(frames.children, frame) }, (_, index) => first + index);
}

/**
 * What a frame's function spent itself; `null` where the frame does not say: with callers below, only the frames right
 * below the root do, and the others show what reached that through them.
 */
export function selfOf(frames: Frames, frame: number, inverted: boolean): number | null {
  if (!inverted) {
    return at(frames.self, frame);
  }
  return at(frames.depth, frame) === 1 ? at(frames.total, frame) : null;
}

/** What is known to be there. */
export function at<T>(column: readonly T[], index: number): T {
  const value = column[index];
  if (value === undefined) {
    throw new RangeError(`no entry ${index} of ${column.length}`);
  }
  return value;
}

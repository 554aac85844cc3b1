/** Graphs for tests, written as folded stacks. */

import type { FlameGraph, FlameNode } from "../src/graph";

/** A graph of lines like `main;table_find 3`; of `base` likewise, compared with it. */
export function graph(folded: string, base: string | null = null): FlameGraph {
  const names: string[] = [];
  const index = (name: string): number => {
    if (!names.includes(name)) {
      names.push(name);
    }
    return names.indexOf(name);
  };
  const root = node(null, base !== null);
  const whole = add(root, folded, index, "total");
  const baseWhole = base === null ? 1 : add(root, base, index, "base");
  scale(root, whole, baseWhole);
  const profile = { name: "cpu.folded", valueType: "samples", unit: "count", whole };
  return {
    profile,
    base: base === null ? null : { ...profile, name: "before.folded" },
    functions: names.map((name) => ({ name, location: null, mapping: "wordex", inWorkspace: true })),
    root,
    leftOut: 0,
    reason: null,
  };
}

function node(index: number | null, compared: boolean): FlameNode {
  return { function: index, total: 0, self: 0, base: compared ? 0 : null, children: [] };
}

function add(root: FlameNode, folded: string, index: (name: string) => number, into: "total" | "base"): number {
  let whole = 0;
  for (const [, stack = "", count = ""] of folded.matchAll(/^\s*(\S+) (\d+)$/gm)) {
    const weight = Number(count);
    whole += weight;
    let at = root;
    at[into] = (at[into] ?? 0) + weight;
    for (const name of stack.split(";")) {
      let child = at.children.find((child) => child.function === index(name));
      if (child === undefined) {
        child = node(index(name), root.base !== null);
        at.children.push(child);
      }
      at = child;
      at[into] = (at[into] ?? 0) + weight;
    }
    at.self += into === "total" ? weight : 0;
  }
  return whole;
}

function scale(at: FlameNode, whole: number, baseWhole: number): void {
  at.total /= whole;
  at.self /= whole;
  at.base = at.base === null ? null : at.base / baseWhole;
  at.children.sort((one, other) => other.total - one.total);
  at.children.forEach((child) => scale(child, whole, baseWhole));
}

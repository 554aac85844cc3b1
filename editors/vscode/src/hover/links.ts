/** Links above a hover: what else can be asked about the function. */

import type { DocumentHeat, Position } from "../protocol";

/** The commands that links of hovers may run. */
export const COMMANDS = ["sysgrok.ui.explainFunction", "sysgrok.ui.optimise", "sysgrok.ui.showCallers", "sysgrok.flameGraph.ofFunction"];

/** A place, as the commands take it. */
export interface At {
  uri: string;
  position: Position;
}

/** The line of links; `flame` names the hot function of which there is a flame graph. */
export function links(at: At, flame: string | null): string {
  const all = [
    link("Explain", "sysgrok.ui.explainFunction", at),
    link("Make faster", "sysgrok.ui.optimise", at),
    link("Callers", "sysgrok.ui.showCallers", at),
    ...(flame === null ? [] : [link("Flame graph", "sysgrok.flameGraph.ofFunction", { function: flame })]),
  ];
  return all.join(" · ");
}

/** The innermost function with heat around a place. */
export function functionAround(heat: DocumentHeat | null, { line }: Position): string | null {
  const around = (heat?.functions ?? []).filter(({ range }) => range.start.line <= line && line <= range.end.line);
  around.sort((one, other) => other.range.start.line - one.range.start.line);
  return around[0]?.name ?? null;
}

function link(text: string, command: string, argument: object): string {
  // Brackets would end the link.
  const encoded = encodeURIComponent(JSON.stringify([argument])).replace(/[()]/g, (bracket) => (bracket === "(" ? "%28" : "%29"));
  return `[${text}](command:${command}?${encoded})`;
}

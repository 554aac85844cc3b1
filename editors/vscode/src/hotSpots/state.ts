/** What the view of the hot spots shows; kept for the workspace. */

import type { SpotKind } from "../protocol";
import type { Sort } from "./order";

export interface ViewState {
  kind: Extract<SpotKind, "functions" | "files">;
  sort: Sort;
  onlyWorkspace: boolean;
  filter: string;
}

export const FIRST: ViewState = { kind: "functions", sort: "self", onlyWorkspace: true, filter: "" };

/** The state that was kept; what is not understood in it is as at first. */
export function restored(kept: unknown): ViewState {
  if (typeof kept !== "object" || kept === null) {
    return FIRST;
  }
  const { kind, sort, onlyWorkspace } = kept as Record<string, unknown>;
  return {
    kind: kind === "files" ? kind : FIRST.kind,
    sort: sort === "total" || sort === "name" ? sort : FIRST.sort,
    onlyWorkspace: typeof onlyWorkspace === "boolean" ? onlyWorkspace : FIRST.onlyWorkspace,
    // A forgotten filter would look like missing functions.
    filter: "",
  };
}

/** The line above the tree; empty when nothing is hidden. `cut` says that colder ones than `all` were not searched. */
export function message({ filter }: ViewState, shown: number, all: number, cut: boolean): string {
  return filter === "" ? "" : `Filter “${filter}”: ${shown} of ${cut ? "the hottest " : ""}${all}`;
}

/** The views Hot Spots and Callers, and their commands. */

import * as vscode from "vscode";

import type { Api } from "../api";
import { CallersView } from "./callersView";
import { functionOf, SpotItem } from "./items";
import { HotSpotsView } from "./view";

export interface HotSpotViews {
  spots: HotSpotsView;
  callers: CallersView;
}

export function registerHotSpots(context: vscode.ExtensionContext, api: Api): HotSpotViews {
  const spots = new HotSpotsView(api, context.workspaceState);
  const callers = new CallersView(api);
  const commands: Record<string, (...given: unknown[]) => unknown> = {
    functions: () => spots.change({ kind: "functions" }),
    files: () => spots.change({ kind: "files" }),
    onlyMine: () => spots.change({ onlyWorkspace: true }),
    all: () => spots.change({ onlyWorkspace: false }),
    sort: () => spots.chooseSort(),
    filter: () => spots.chooseFilter(),
    clearFilter: () => spots.change({ filter: "" }),
    more: () => spots.more(),
  };
  context.subscriptions.push(
    spots,
    callers,
    spots.tree.onDidChangeSelection(({ selection: [item] }) => {
      const selected = item instanceof SpotItem ? functionOf(item) : null;
      if (selected !== null) {
        callers.select(selected);
      }
    }),
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(`sysgrok.ui.hotSpots.${name}`, run)),
  );
  return { spots, callers };
}

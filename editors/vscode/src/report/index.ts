/** Reports in panels of their own: they open when an answer begins, and on demand. */

import * as vscode from "vscode";

import type { Api } from "../api";
import { ReportPanel, VIEW_TYPE } from "./panel";
import { changed, opened, plainTitle, type ReportChange, type ReportState } from "./state";

/** Shows one report. */
export interface Reports {
  open(uri: string): Promise<void>;
}

export function registerReports(context: vscode.ExtensionContext, api: Api): Reports {
  /** The reports that are shown or being written, by URI. */
  const states = new Map<string, ReportState>();
  const panels = new Map<string, ReportPanel>();
  /** The last answer for which a panel was opened, by URI: one that the user closed stays closed. */
  const shownFor = new Map<string, string>();

  const actions = {
    ask: async (report: string, text: string): Promise<void> => {
      await api.executeCommand("sysgrok.followUp", { report, text });
    },
    stop: async ({ uri, running }: ReportState): Promise<void> => {
      if (running !== null) {
        await api.executeCommand("sysgrok.cancel", { report: uri });
      }
    },
  };

  function adopt(panel: vscode.WebviewPanel, state: ReportState): void {
    const closed = (): void => {
      panels.delete(state.uri);
      if (states.get(state.uri)?.running === null) {
        states.delete(state.uri);
      }
    };
    states.set(state.uri, state);
    panels.set(state.uri, new ReportPanel(panel, context.extensionUri, state, actions, closed));
  }

  function create(state: ReportState, preserveFocus: boolean): void {
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus };
    adopt(vscode.window.createWebviewPanel(VIEW_TYPE, plainTitle(state.title), where), state);
  }

  function receive(change: ReportChange): void {
    const state = changed(states.get(change.uri), change);
    const panel = panels.get(change.uri);
    if (state.running !== null || panel !== undefined) {
      states.set(change.uri, state);
    } else {
      states.delete(change.uri);
    }
    if (panel !== undefined) {
      panel.show(state);
    } else if (!change.done && shownFor.get(change.uri) !== change.id) {
      create(state, true);
    }
    shownFor.set(change.uri, change.id);
    if (change.done) {
      shownFor.delete(change.uri);
    }
  }

  async function open(uri: string): Promise<void> {
    const panel = panels.get(uri);
    if (panel !== undefined) {
      panel.reveal();
      return;
    }
    // One that is being written is known already, and to the last piece.
    create(states.get(uri) ?? opened(await api.reportText(uri)), false);
  }

  const serializer: vscode.WebviewPanelSerializer = {
    async deserializeWebviewPanel(panel, saved: unknown) {
      const uri = (saved as { uri?: unknown } | null)?.uri;
      try {
        if (typeof uri !== "string") {
          throw new TypeError("the panel does not say which report it showed");
        }
        // The window is back before the server is.
        await running(api);
        adopt(panel, states.get(uri) ?? opened(await api.reportText(uri)));
      } catch {
        // The report may have been removed meanwhile; an empty tab helps nobody.
        panel.dispose();
      }
    },
  };

  context.subscriptions.push(
    api.onReport(receive),
    vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, serializer),
    new vscode.Disposable(() => [...panels.values()].forEach((panel) => panel.close())),
  );
  return { open };
}

/** Waits for the server; rejected when it cannot be started. */
async function running(api: Api): Promise<void> {
  if (api.state.kind === "running") {
    return;
  }
  await new Promise<void>((resolve, reject) => {
    const listening = api.onState((state) => {
      if (state.kind === "running") {
        resolve();
      } else if (state.kind === "failed") {
        reject(new Error(state.why));
      } else {
        return;
      }
      listening.dispose();
    });
  });
}

/** The view Reports and its commands. */

import * as vscode from "vscode";

import type { Api } from "../api";
import type { Reports } from "../report";
import { reportOf, ReportsView } from "./view";

export function registerReportsView(context: vscode.ExtensionContext, api: Api, reports: Reports): void {
  const view = new ReportsView(api);
  context.subscriptions.push(
    view,
    vscode.commands.registerCommand("sysgrok.ui.reports.open", async (given?: unknown) => {
      const uri = reportOf(given) ?? (await choose(api));
      if (uri !== null) {
        await reports.open(uri);
      }
    }),
    vscode.commands.registerCommand("sysgrok.ui.reports.stop", async (given?: unknown) => {
      const uri = reportOf(given);
      await api.executeCommand("sysgrok.cancel", uri === null ? undefined : { report: uri });
    }),
    vscode.commands.registerCommand("sysgrok.ui.reports.refresh", () => view.refresh()),
  );
}

async function choose(api: Api): Promise<string | null> {
  const { reports } = await api.ask("sysgrok/reports", { limit: 200 });
  const choices = reports.map(({ uri, title, created }) => ({ label: title, description: created ?? "", uri }));
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder: "Which report?" });
  return chosen?.uri ?? null;
}

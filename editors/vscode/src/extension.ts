/** sysgrok in VS Code: starts the server, and shows what it says beyond the standard protocol. */

import * as vscode from "vscode";

import type { Api } from "./api";
import { registerCommands } from "./commands";
import { registerFlameGraph } from "./flameGraph";
import type { Contributed } from "./heat/colours";
import { Painter } from "./heat/painter";
import { registerHotSpots } from "./hotSpots";
import { Hovers } from "./hover";
import { registerReports } from "./report";
import { registerReportsView } from "./reports";
import { Server } from "./server/server";
import { registerStatus } from "./status";

let server: Server | null = null;

/** Other extensions and the tests get what the parts of this one use. */
export interface Exports {
  api: Api;
  painter: Painter;
}

export function activate(context: vscode.ExtensionContext): Exports {
  const hovers = new Hovers();
  const api: Server = new Server(context, (document, position, hover) =>
    hovers.extend(document, position, hover, painter.heat(document), api.offers("sysgrok/flameGraph")),
  );
  server = api;
  const { contributes } = context.extension.packageJSON as { contributes: { colors: Contributed } };
  const painter: Painter = new Painter(api, contributes.colors);
  context.subscriptions.push(api, painter);
  hovers.register(context, api);
  registerStatus(context, api);
  const views = registerHotSpots(context, api);
  registerReportsView(context, api, registerReports(context, api));
  registerFlameGraph(context, api);
  registerCommands(context, api, painter, views);
  context.subscriptions.push(
    vscode.workspace.onDidGrantWorkspaceTrust(() => void api.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("sysgrok.server.path")) {
        void api.restart();
      }
    }),
  );
  void api.start();
  return { api, painter };
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

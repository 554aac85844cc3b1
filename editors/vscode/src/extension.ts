/** sysgrok in VS Code: starts the server, and shows what it says beyond the standard protocol. */

import type * as vscode from "vscode";

import type { Api } from "./api";
import { registerReports } from "./report";
import { Server } from "./server/server";

let server: Server | null = null;

/** Other extensions, and the tests, get what the parts of this one use. */
export function activate(context: vscode.ExtensionContext): Api {
  server = new Server(context, (_document, _position, hover) => hover);
  context.subscriptions.push(server);
  registerReports(context, server);
  void server.start();
  return server;
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

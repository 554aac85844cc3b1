/** What the parts of the extension need of the server. It outlasts the server: that may be started again at any time. */

import type * as vscode from "vscode";

import type { Method, Notification, Notifications, ReportText, Requests } from "./protocol";

export type ServerState =
  | { kind: "stopped" }
  | { kind: "starting" }
  | { kind: "running"; version: string | null }
  | { kind: "failed"; why: string };

export interface Api {
  readonly state: ServerState;
  readonly onState: vscode.Event<ServerState>;
  /** Whether a server runs that knows the method. What it does not know is left away, without a message. */
  offers(method: Method): boolean;
  /** Rejected with the server's reason, with `NotRunning` when there is no server. */
  ask<M extends Method>(
    method: M,
    params: Requests[M]["params"],
    token?: vscode.CancellationToken,
  ): Promise<Requests[M]["answer"]>;
  on<N extends Notification>(notification: N, listener: (params: Notifications[N]) => void): vscode.Disposable;
  /** Calls the listener with each `sysgrok/report`. */
  onReport(listener: (change: Notifications["sysgrok/report"]) => void): vscode.Disposable;
  /** `sysgrok/reportText`. */
  reportText(uri: string): Promise<ReportText>;
  /** `workspace/executeCommand`; the commands are those of `editors/COMMANDS.md`. */
  executeCommand(command: string, argument?: unknown): Promise<unknown>;
}

/** No server runs at the moment. */
export class NotRunning extends Error {
  constructor(state: ServerState) {
    super(state.kind === "failed" ? state.why : "sysgrok's server is not running.");
  }
}

/** The server over the life of the window: found, started, started again, and what is said when that fails. */

import { homedir } from "node:os";

import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

import { type Api, NotRunning, type ServerState } from "../api";
import { type Method, type Notification, type Notifications, offered, type ReportText, type Requests } from "../protocol";
import { createClient, NOTIFICATIONS, type Run } from "./client";
import { ended } from "./crashes";
import { find, type Found } from "./find";
import { probe } from "./probe";
import { tellAge, tellCrashed, tellMissing, tellNotStarted, tellSlow } from "./messages";

/** Milliseconds in which a server answers `initialize`, or the user is told that it does not. */
const SLOW = 30_000;

export class Server implements Api, vscode.Disposable {
  state: ServerState = { kind: "stopped" };
  readonly output = vscode.window.createOutputChannel("sysgrok");

  private readonly stateChanged = new vscode.EventEmitter<ServerState>();
  readonly onState = this.stateChanged.event;

  private readonly listeners = new Map<string, Set<(params: never) => void>>();
  private client: LanguageClient | null = null;
  private methods: ReadonlySet<string> = new Set();
  private ends: number[] = [];
  /** Counts the starts: one that was overtaken changes nothing any more. */
  private newest = 0;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly hover: Run["hover"],
  ) {}

  offers(method: Method): boolean {
    return this.state.kind === "running" && this.methods.has(method);
  }

  async ask<M extends Method>(
    method: M,
    params: Requests[M]["params"],
    token?: vscode.CancellationToken,
  ): Promise<Requests[M]["answer"]> {
    const client = this.running();
    // A token that is not there would be taken for a second parameter.
    return await (token === undefined ? client.sendRequest(method, params) : client.sendRequest(method, params, token));
  }

  on<N extends Notification>(notification: N, listener: (params: Notifications[N]) => void): vscode.Disposable {
    const listeners = this.listeners.get(notification) ?? new Set();
    this.listeners.set(notification, listeners);
    listeners.add(listener);
    return new vscode.Disposable(() => listeners.delete(listener));
  }

  onReport(listener: (change: Notifications["sysgrok/report"]) => void): vscode.Disposable {
    return this.on("sysgrok/report", listener);
  }

  async reportText(uri: string): Promise<ReportText> {
    return this.ask("sysgrok/reportText", { uri });
  }

  async executeCommand(command: string, argument?: unknown): Promise<unknown> {
    const params = { command, arguments: argument === undefined ? [] : [argument] };
    return await this.running().sendRequest("workspace/executeCommand", params);
  }

  /** Starts the server; one that runs is ended first. */
  async start(): Promise<void> {
    this.newest += 1;
    const turn = this.newest;
    this.become({ kind: "starting" });
    await this.end();
    const version = (this.context.extension.packageJSON as { version: string }).version;
    const search = await find(this.surroundings(version), probe);
    if (turn !== this.newest) {
      return;
    }
    search.refused.forEach(({ path, why }) => this.output.appendLine(`${path}: ${why}`));
    if (search.found === null) {
      this.become({ kind: "failed", why: "sysgrok's binary was not found." });
      void tellMissing(search.refused, this.output);
      return;
    }
    this.output.appendLine(`${search.found.path}: sysgrok ${search.found.version}, from ${search.found.from}`);
    await this.run(search.found, turn);
    if (turn === this.newest && this.state.kind === "running") {
      void tellAge(this.context, search.found, version);
    }
  }

  /** Starts the server again because the user wants it: earlier crashes are forgiven. */
  async restart(): Promise<void> {
    this.ends = [];
    await this.start();
  }

  async stop(): Promise<void> {
    this.newest += 1;
    this.become({ kind: "stopped" });
    await this.end();
  }

  dispose(): void {
    this.stateChanged.dispose();
    this.output.dispose();
  }

  private async run(found: Found, turn: number): Promise<void> {
    const client = createClient({
      command: found.path,
      output: this.output,
      extension: this.context.extension,
      hover: this.hover,
      ended: () => {
        if (turn === this.newest) {
          void this.crashed();
        }
      },
    });
    this.client = client;
    for (const notification of NOTIFICATIONS) {
      client.onNotification(notification, (params: unknown) => {
        this.listeners.get(notification)?.forEach((listener) => listener(params as never));
      });
    }
    const slow = setTimeout(() => void tellSlow(this.output, () => this.restart()), SLOW);
    try {
      await client.start();
    } catch (error) {
      // A server that ended while it started is counted among the crashes.
      await new Promise(setImmediate);
      if (turn === this.newest) {
        this.become({ kind: "failed", why: `sysgrok's server did not start: ${reason(error)}` });
        void tellNotStarted(found, reason(error), this.output);
      }
      return;
    } finally {
      clearTimeout(slow);
    }
    if (turn === this.newest) {
      this.methods = offered(client.initializeResult?.capabilities.experimental);
      this.become({ kind: "running", version: client.initializeResult?.serverInfo?.version ?? null });
    }
  }

  private async crashed(): Promise<void> {
    this.client = null;
    const { ends, again } = ended(this.ends, Date.now());
    this.ends = ends;
    if (again) {
      this.output.appendLine(`The server ended by itself; it is started again (${ends.length}).`);
      await this.start();
      return;
    }
    this.newest += 1;
    this.become({ kind: "failed", why: `sysgrok's server ended ${ends.length} times within three minutes.` });
    void tellCrashed(ends.length, this.output, () => this.restart());
  }

  private async end(): Promise<void> {
    const { client } = this;
    this.client = null;
    if (client?.needsStop() === true) {
      try {
        await client.stop();
      } catch (error) {
        this.output.appendLine(`The server did not end as it was asked to: ${reason(error)}`);
      }
    }
  }

  private running(): LanguageClient {
    if (this.client === null || this.state.kind !== "running") {
      throw new NotRunning(this.state);
    }
    return this.client;
  }

  private become(state: ServerState): void {
    this.state = state;
    this.stateChanged.fire(state);
  }

  private surroundings(extension: string): Parameters<typeof find>[0] {
    const binary = process.platform === "win32" ? "sysgrok.exe" : "sysgrok";
    return {
      setting: vscode.workspace.getConfiguration("sysgrok").get("server.path", ""),
      path: process.env.PATH ?? "",
      home: homedir(),
      bundled: vscode.Uri.joinPath(this.context.extensionUri, "bin", binary).fsPath,
      platform: process.platform,
      extension,
    };
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

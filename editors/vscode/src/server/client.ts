/** One run of the server: the language client, made for it. */

import * as vscode from "vscode";
import {
  CallHierarchyPrepareRequest,
  CloseAction,
  CodeLensRequest,
  type ErrorHandler,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  ShowMessageRequest,
  type StaticFeature,
} from "vscode-languageclient/node";

import type { Notification } from "../protocol";
import { askUser } from "./ask";
import { type Manifest, unserved } from "./otherServers";
import { chosen, type Inspected, type Key, keys } from "./settings";

export interface Run {
  /** The binary. */
  command: string;
  output: vscode.OutputChannel;
  extension: vscode.Extension<unknown>;
  /** The hover that is shown in place of the server's. */
  hover: (document: vscode.TextDocument, position: vscode.Position, hover: vscode.Hover) => vscode.Hover;
  /** The connection closed, and nobody asked for it. */
  ended: () => void;
}

/** The notifications that the extension takes. */
export const NOTIFICATIONS: readonly Notification[] = ["sysgrok/heatChanged", "sysgrok/report", "sysgrok/explained"];

export function createClient(run: Run): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: [{ scheme: "file" }],
    outputChannel: run.output,
    initializationOptions: () => ({
      ...settings(run.extension, undefined),
      trusted: vscode.workspace.isTrusted,
    }),
    middleware: middleware(run),
    errorHandler: errorHandler(run),
    // What the failure means is said by who started the server.
    initializationFailedHandler: () => false,
  };
  const server = { command: run.command, args: ["lsp"] };
  const client = new LanguageClient("sysgrok", "sysgrok", { run: server, debug: server }, options);
  client.registerFeature(capabilities());
  client.onRequest(ShowMessageRequest.type, askUser);
  leaveToOthers(client, run.extension);
  return client;
}

/** Says which of the server's notifications are taken. */
function capabilities(): StaticFeature {
  const own = Object.fromEntries(NOTIFICATIONS.map((name) => [name.replace("sysgrok/", ""), true]));
  return {
    fillClientCapabilities: (capabilities) => {
      const before = (capabilities.experimental ?? {}) as object;
      capabilities.experimental = { ...before, sysgrok: own };
    },
    initialize: () => undefined,
    getState: () => ({ kind: "static" }),
    clear: () => undefined,
  };
}

function middleware({ extension, hover }: Run): Middleware {
  return {
    provideHover: async (document, position, token, next) => {
      const answer = await next(document, position, token);
      return answer == null ? answer : hover(document, position, answer);
    },
    workspace: {
      configuration: (params) =>
        params.items.map(({ section, scopeUri }) => {
          const scope = scopeUri === undefined ? undefined : vscode.Uri.parse(scopeUri);
          return section === "sysgrok" ? settings(extension, scope) : null;
        }),
      // The news alone: the server asks for the values, which are not those of the section.
      didChangeConfiguration: (_sections, next) => next(undefined),
    },
  };
}

function errorHandler({ ended }: Run): ErrorHandler {
  return {
    error: () => ({ action: ErrorAction.Continue }),
    closed: () => {
      ended();
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}

/** Our settings as the server wants them. Symbols of the workspace are left to the languages' own servers. */
function settings(extension: vscode.Extension<unknown>, scope: vscode.Uri | undefined): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration("sysgrok", scope);
  const inspect = (name: string): Inspected | undefined => configuration.inspect(name);
  return chosen(serverKeys(extension), inspect, { "workspace_symbols.enable": false });
}

function serverKeys({ packageJSON }: vscode.Extension<unknown>): Key[] {
  const { contributes } = packageJSON as {
    contributes: { configuration: { title: string; properties: Record<string, { scope?: string }> }[] };
  };
  return keys(contributes.configuration.find(({ title }) => title === "Server")?.properties ?? {});
}

/**
 * Of the call hierarchies of a language VS Code shows one, and lenses of two servers crowd the code: where another
 * extension serves the language, ours are shown only to who switched them on.
 */
function leaveToOthers(client: LanguageClient, own: vscode.Extension<unknown>): void {
  const others = vscode.extensions.all.filter(({ id }) => id !== own.id);
  const languages = unserved(others.map(({ packageJSON }) => packageJSON as Manifest));
  const selector = languages.map((language) => ({ scheme: "file", language }));
  const features = [
    ["call_hierarchy.enable", client.getFeature(CallHierarchyPrepareRequest.method)],
    ["code_lenses.enable", client.getFeature(CodeLensRequest.method)],
  ] as const;
  for (const [name, feature] of features) {
    const { globalValue, workspaceValue } = vscode.workspace.getConfiguration("sysgrok").inspect<boolean>(name) ?? {};
    if ((workspaceValue ?? globalValue) !== true) {
      const initialize = feature.initialize.bind(feature);
      feature.initialize = (capabilities) => initialize(capabilities, selector);
    }
  }
}

/** Flame graphs in panels of their own: of the shown profile, compared with another, of one function. */

import * as vscode from "vscode";

import type { Api } from "../api";
import type { FolderHeat } from "../protocol";
import { openFlameGraph, type Wanted } from "./panel";

const SHOWN: Wanted = { profile: null, base: null, function: null, invert: false };

/** The argument of `sysgrok.flameGraph.ofFunction`, from views; without one the function at the cursor is taken. */
export interface OfFunction {
  function: string;
  profile: string | null;
}

export function registerFlameGraph(context: vscode.ExtensionContext, api: Api): void {
  const open = (wanted: Wanted): void => {
    const panel = openFlameGraph(context.extensionUri, wanted, (params) => api.ask("sysgrok/flameGraph", params));
    context.subscriptions.push(panel);
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("sysgrok.flameGraph.show", () => open(SHOWN)),
    vscode.commands.registerCommand("sysgrok.flameGraph.compare", async () => {
      const { folders } = await api.ask("sysgrok/status", null);
      const base = await chooseBase(folders);
      if (base !== undefined) {
        open({ ...SHOWN, base: base.toString() });
      }
    }),
    vscode.commands.registerCommand("sysgrok.flameGraph.ofFunction", async (given?: Partial<OfFunction>) => {
      const name = given?.function ?? (await functionAtCursor(api));
      if (name === undefined) {
        void vscode.window.showInformationMessage("sysgrok: no hot function stands at the cursor.");
        return;
      }
      open({ ...SHOWN, profile: given?.profile ?? null, function: name });
    }),
  );
}

/** One of the other loaded profiles: the server compares what it has loaded. */
async function chooseBase(folders: readonly FolderHeat[]): Promise<vscode.Uri | undefined> {
  const choices: (vscode.QuickPickItem & { uri: vscode.Uri })[] = [];
  for (const { uri, shown, loaded } of folders) {
    for (const name of loaded.filter((name) => name !== shown?.name)) {
      choices.push({ label: name, uri: profileUri(vscode.Uri.parse(uri, true), name) });
    }
  }
  if (choices.length === 0) {
    const load = "Load a Profile";
    const chosen = await vscode.window.showInformationMessage("sysgrok: no other profile is loaded to compare with.", load);
    if (chosen === load) {
      await vscode.commands.executeCommand("sysgrok.ui.loadProfile");
    }
    return undefined;
  }
  const placeHolder = "What is the shown profile to be compared with?";
  return (await vscode.window.showQuickPick(choices, { placeHolder }))?.uri;
}

/** The names of profiles are paths, relative to their folder when they lie in it. */
function profileUri(folder: vscode.Uri, name: string): vscode.Uri {
  return /^([\\/]|[A-Za-z]:[\\/])/.test(name) ? vscode.Uri.file(name) : vscode.Uri.joinPath(folder, name);
}

/** The innermost function with heat around the cursor. */
async function functionAtCursor(api: Api): Promise<string | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return undefined;
  }
  const heat = await api.ask("sysgrok/heat", { textDocument: { uri: editor.document.uri.toString() } });
  const line = editor.selection.active.line;
  const around = (heat?.functions ?? []).filter(({ range }) => range.start.line <= line && line <= range.end.line);
  around.sort((one, other) => other.range.start.line - one.range.start.line);
  return around[0]?.name;
}

/** The status bar: which profile and value type are shown, and a menu to change that. */

import * as vscode from "vscode";

import type { Api } from "../api";
import type { FolderHeat, Status } from "../protocol";
import { bar, folderOf } from "./text";

const NOTHING: Status = { folders: [] };

export function registerStatus(context: vscode.ExtensionContext, api: Api): void {
  const item = vscode.window.createStatusBarItem("sysgrok.status", vscode.StatusBarAlignment.Left, -10);
  item.name = "sysgrok";
  item.command = "sysgrok.ui.menu";
  let status = NOTHING;

  function folder(): FolderHeat | null {
    return folderOf(status, vscode.window.activeTextEditor?.document.uri.toString() ?? null);
  }

  function show(): void {
    const { text, tooltip, warning } = bar(api.state, folder());
    item.text = text;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: `sysgrok: ${text.replace(/\$\([^)]*\) ?/g, "")}`, role: "button" };
    item.backgroundColor = warning ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    const shown = folder()?.shown != null;
    void vscode.commands.executeCommand("setContext", "sysgrok.running", api.state.kind === "running");
    void vscode.commands.executeCommand("setContext", "sysgrok.failed", api.state.kind === "failed");
    void vscode.commands.executeCommand("setContext", "sysgrok.profile", shown);
  }

  async function renew(): Promise<void> {
    status = NOTHING;
    show();
    if (api.offers("sysgrok/status")) {
      try {
        status = await api.ask("sysgrok/status", null);
      } catch {
        // A server that ends is told by its state.
      }
      show();
    }
  }

  context.subscriptions.push(
    item,
    api.onState(() => void renew()),
    api.on("sysgrok/heatChanged", (changed) => {
      status = changed;
      show();
    }),
    vscode.window.onDidChangeActiveTextEditor(show),
    vscode.commands.registerCommand("sysgrok.ui.menu", () => menu(api, folder())),
    vscode.commands.registerCommand("sysgrok.ui.selectProfile", () => api.executeCommand("sysgrok.selectProfile")),
    vscode.commands.registerCommand("sysgrok.ui.selectValueType", () => selectValueType(api, folder())),
  );
  void renew();
  item.show();
}

interface Choice extends vscode.QuickPickItem {
  run: () => Thenable<unknown>;
}

async function menu(api: Api, folder: FolderHeat | null): Promise<void> {
  const command = (name: string) => () => vscode.commands.executeCommand(name);
  const choices: Choice[] = [];
  if (api.state.kind === "running") {
    const types = folder?.valueTypes ?? [];
    for (const name of folder?.loaded ?? []) {
      const shown = name === folder?.shown?.name;
      const label = `${shown ? "$(check)" : "$(file)"} ${name}`;
      const description = shown ? "shown" : "show this profile";
      choices.push({ label, description, run: () => api.executeCommand("sysgrok.selectProfile", { profile: name }) });
    }
    if (types.length > 1) {
      const description = `now ${folder?.shown?.valueType ?? "none"}`;
      choices.push({ label: "$(symbol-numeric) Value Type…", description, run: () => selectValueType(api, folder) });
    }
    if ((folder?.loaded.length ?? 0) > 0) {
      const label = folder?.shown === null ? "$(eye) Show Heat" : "$(eye-closed) Hide Heat";
      choices.push({ label, run: () => api.executeCommand("sysgrok.toggle") });
    }
    choices.push({ label: "$(folder-opened) Load a Profile…", run: command("sysgrok.ui.loadProfile") });
    if (folder?.shown != null) {
      choices.push({ label: "$(flame) Flame Graph", run: command("sysgrok.flameGraph.show") });
      choices.push({ label: "$(list-ordered) Hot Spots", run: command("sysgrok.hotSpots.focus") });
    }
  } else {
    choices.push({ label: "$(debug-start) Start the Server", run: command("sysgrok.ui.restart") });
    choices.push({ label: "$(file-binary) Choose the Binary…", run: command("sysgrok.ui.chooseBinary") });
  }
  choices.push({ label: "$(output) Show Log", run: command("sysgrok.ui.showLog") });
  choices.push({ label: "$(gear) Settings", run: command("sysgrok.ui.openSettings") });
  const placeHolder = api.state.kind === "failed" ? api.state.why : "sysgrok";
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder });
  await chosen?.run();
}

/** Servers that do not tell the value types ask themselves. */
async function selectValueType(api: Api, folder: FolderHeat | null): Promise<void> {
  if (folder?.valueTypes === undefined) {
    await api.executeCommand("sysgrok.selectValueType");
    return;
  }
  const choices = folder.valueTypes.map((valueType) => ({ label: valueType, picked: valueType === folder.shown?.valueType }));
  const chosen = await vscode.window.showQuickPick(choices, { placeHolder: "Which value type is shown?" });
  if (chosen !== undefined) {
    await api.executeCommand("sysgrok.selectValueType", { valueType: chosen.label });
  }
}

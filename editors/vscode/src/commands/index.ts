/** The commands of the palette. Their names differ from the server's, which the language client takes for itself. */

import * as vscode from "vscode";

import { NotRunning } from "../api";
import { functionAround } from "../hover/links";
import type { HotSpotViews } from "../hotSpots";
import { functionOf } from "../hotSpots/items";
import type { Painter } from "../heat/painter";
import { chooseBinary } from "../server/messages";
import type { Server } from "../server/server";
import { place } from "./arguments";
import { asks } from "./asks";
import { here } from "./here";

type Command = (given?: unknown) => unknown;

export function registerCommands(context: vscode.ExtensionContext, server: Server, painter: Painter, views: HotSpotViews): void {
  const own: Record<string, Command> = {
    ...asks(server),
    showCallers: (given) => showCallers(server, painter, views, given),
    loadProfile: (given) => loadProfile(server, given),
    unloadProfile: () => server.executeCommand("sysgrok.unloadProfile"),
    toggle: () => server.executeCommand("sysgrok.toggle"),
    nextHotSpot: () => navigate(server, "sysgrok.nextHotSpot"),
    previousHotSpot: () => navigate(server, "sysgrok.previousHotSpot"),
    restart: () => server.restart(),
    showLog: () => server.output.show(),
    chooseBinary,
    openSettings: () => vscode.commands.executeCommand("workbench.action.openSettings", `@ext:${context.extension.id}`),
  };
  for (const [name, run] of Object.entries(own)) {
    context.subscriptions.push(vscode.commands.registerCommand(`sysgrok.ui.${name}`, (given?: unknown) => told(run, given)));
  }
}

/** A command that fails says so in a sentence; a stack trace of ours helps nobody. */
async function told(run: Command, given: unknown): Promise<void> {
  try {
    await run(given);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const start = "Start the Server";
    if (!(error instanceof NotRunning)) {
      void vscode.window.showErrorMessage(`sysgrok: ${why}`);
    } else if ((await vscode.window.showWarningMessage(why, start)) === start) {
      await vscode.commands.executeCommand("sysgrok.ui.restart");
    }
  }
}

/** In the view Callers: the function of a row, the one whose name is at the place, else the one around it. */
async function showCallers(server: Server, painter: Painter, { callers }: HotSpotViews, given: unknown): Promise<void> {
  const row = functionOf(given);
  if (row !== null) {
    callers.select(row);
    await vscode.commands.executeCommand("sysgrok.callers.focus");
    return;
  }
  const uri = typeof given === "object" && given !== null && "uri" in given ? String(given.uri) : null;
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri) ?? vscode.window.activeTextEditor;
  if (editor === undefined) {
    return;
  }
  const at = placeOf(given) ?? { uri: editor.document.uri.toString(), position: editor.selection.active };
  const position = new vscode.Position(at.position.line, at.position.character);
  const word = editor.document.getWordRangeAtPosition(position);
  const names = [word === undefined ? null : editor.document.getText(word), functionAround(painter.heat(editor.document), position)];
  if (server.offers("sysgrok/callers")) {
    for (const name of names) {
      if (name !== null && (await server.ask("sysgrok/callers", { profile: null, function: name, limit: 1 })) !== null) {
        callers.select({ function: name, profile: null });
        await vscode.commands.executeCommand("sysgrok.callers.focus");
        return;
      }
    }
  }
  const { line, character } = position;
  await server.executeCommand("sysgrok.showCallers", { uri: at.uri, position: { line, character } });
}

function placeOf(given: unknown): { uri: string; position: { line: number; character: number } } | null {
  if (typeof given !== "object" || given === null || !("uri" in given) || !("position" in given)) {
    return null;
  }
  return given as { uri: string; position: { line: number; character: number } };
}

/** A profile of the explorer, or one that is chosen. */
async function loadProfile(server: Server, given: unknown): Promise<void> {
  const options = { title: "Which profile is to be loaded?", openLabel: "Load", canSelectMany: false };
  const file = given instanceof vscode.Uri ? given : (await vscode.window.showOpenDialog(options))?.[0];
  if (file !== undefined) {
    await server.executeCommand("sysgrok.loadProfile", { profile: file.fsPath });
  }
}

async function navigate(server: Server, command: string): Promise<void> {
  const editor = here();
  await server.executeCommand(command, editor === null ? undefined : place(editor));
}

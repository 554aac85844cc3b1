/** What the user is told of the server, each with a way out. */

import * as vscode from "vscode";

import type { Found, Refused } from "./find";
import { age } from "./version";

export async function tellMissing(refused: readonly Refused[], output: vscode.OutputChannel): Promise<void> {
  const named = refused.find(({ from }) => from === "setting");
  const message =
    named === undefined
      ? "sysgrok: its binary is neither on the PATH nor in this extension. Install it, or say where it is."
      : `sysgrok: the setting sysgrok.server.path names ${named.path}, but ${named.why}.`;
  const choose = "Choose the Binary…";
  const settings = "Open Settings";
  const log = "Show Log";
  switch (await vscode.window.showErrorMessage(message, choose, settings, log)) {
    case choose:
      await chooseBinary();
      break;
    case settings:
      await vscode.commands.executeCommand("workbench.action.openSettings", "sysgrok.server.path");
      break;
    case log:
      output.show();
      break;
  }
}

/** The server starts when the setting changes. */
export async function chooseBinary(): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({ title: "Which file is sysgrok?", openLabel: "Use This Binary" });
  if (chosen?.[0] !== undefined) {
    const configuration = vscode.workspace.getConfiguration("sysgrok");
    await configuration.update("server.path", chosen[0].fsPath, vscode.ConfigurationTarget.Global);
  }
}

export async function tellNotStarted(found: Found, why: string, output: vscode.OutputChannel): Promise<void> {
  await withLog(`sysgrok: ${found.path} did not start as a language server: ${why}`, output);
}

export async function tellCrashed(times: number, output: vscode.OutputChannel, again: () => Promise<void>): Promise<void> {
  const message = `sysgrok's server ended by itself ${times} times within three minutes. It is not started again.`;
  await logOrAgain(vscode.window.showErrorMessage(message, LOG, AGAIN), output, again);
}

export async function tellSlow(output: vscode.OutputChannel, again: () => Promise<void>): Promise<void> {
  const message = "sysgrok's server has not answered for half a minute. It is waited for.";
  await logOrAgain(vscode.window.showWarningMessage(message, LOG, AGAIN), output, again);
}

const LOG = "Show Log";
const AGAIN = "Start Again";

async function logOrAgain(
  chosen: Thenable<string | undefined>,
  output: vscode.OutputChannel,
  again: () => Promise<void>,
): Promise<void> {
  switch (await chosen) {
    case LOG:
      output.show();
      break;
    case AGAIN:
      await again();
      break;
  }
}

/** Said once for each pair of versions. */
export async function tellAge(context: vscode.ExtensionContext, found: Found, extension: string): Promise<void> {
  const its = age(found.version, extension);
  const said = "sysgrok.toldVersions";
  const pair = `${found.version} ${extension}`;
  if (its === null || its === "same" || context.globalState.get(said) === pair) {
    return;
  }
  await context.globalState.update(said, pair);
  const message =
    its === "older"
      ? `sysgrok ${found.version} (${found.path}) is older than this extension, ${extension}: what it does not know is left away.`
      : `sysgrok ${found.version} (${found.path}) is newer than this extension, ${extension}: what is new in it may not be shown.`;
  const settings = "Open Settings";
  if ((await vscode.window.showWarningMessage(message, settings)) === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "sysgrok.server.path");
  }
}

async function withLog(message: string, output: vscode.OutputChannel): Promise<void> {
  const log = "Show Log";
  if ((await vscode.window.showErrorMessage(message, log)) === log) {
    output.show();
  }
}

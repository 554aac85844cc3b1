/** Hovers: links above what the server says, and a hover that is still open shown anew when its answer comes. */

import * as vscode from "vscode";

import type { Api } from "../api";
import type { DocumentHeat, Explained } from "../protocol";
import { COMMANDS, functionAround, links } from "./links";

/** Milliseconds after a hover in which its answer is still looked for where it was. */
const LOOKED_AT = 30_000;

/** The last hover. */
interface Last {
  uri: string;
  position: vscode.Position;
  at: number;
}

export class Hovers {
  private last: Last | null = null;

  /**
   * The server's text may quote a profile, a source or a model: its commands stay dead. Those of our own line live.
   */
  extend(
    document: vscode.TextDocument,
    position: vscode.Position,
    hover: vscode.Hover,
    heat: DocumentHeat | null,
    graphs: boolean,
  ): vscode.Hover {
    this.last = { uri: document.uri.toString(), position, at: Date.now() };
    const at = { uri: document.uri.toString(), position: { line: position.line, character: position.character } };
    const line = new vscode.MarkdownString(links(at, graphs ? functionAround(heat, position) : null));
    line.isTrusted = { enabledCommands: COMMANDS };
    // First, since long hovers are cut off at their end.
    return new vscode.Hover([line, ...hover.contents], hover.range);
  }

  /** VS Code renews no hover by itself, and shows one only at the cursor: others have it when they are opened again. */
  register(context: vscode.ExtensionContext, api: Api): void {
    context.subscriptions.push(
      api.on("sysgrok/explained", (explained) => {
        const editor = vscode.window.activeTextEditor;
        if (editor !== undefined && this.last !== null && isAt(this.last, explained, editor)) {
          void vscode.commands.executeCommand("editor.action.showHover", { focus: "noAutoFocus" });
        }
      }),
    );
  }
}

function isAt(last: Last, { textDocument, range }: Explained, editor: vscode.TextEditor): boolean {
  const { start, end } = range;
  const around = new vscode.Range(start.line, start.character, end.line, end.character);
  return (
    Date.now() - last.at < LOOKED_AT &&
    last.uri === vscode.Uri.parse(textDocument.uri).toString() &&
    last.uri === editor.document.uri.toString() &&
    around.contains(last.position) &&
    editor.document.getWordRangeAtPosition(editor.selection.active)?.contains(last.position) === true
  );
}

/** The active editor, as the commands see it. */

import * as vscode from "vscode";

import type { Range } from "../protocol";
import type { Here } from "./arguments";

export function here(): Here | null {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return null;
  }
  const { document, selection } = editor;
  const word = document.getWordRangeAtPosition(selection.active);
  return {
    uri: document.uri.toString(),
    position: { line: selection.active.line, character: selection.active.character },
    selection: plain(selection),
    selected: document.getText(selection),
    word: word === undefined ? "" : document.getText(word),
    known: document.uri.scheme === "file",
    text: document.getText(),
  };
}

function plain({ start, end }: vscode.Range): Range {
  return {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
}

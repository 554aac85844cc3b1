/** Arguments of the server's commands; see `editors/COMMANDS.md`. */

import type { Position, Range } from "../protocol";

/** What is known of an editor. */
export interface Here {
  uri: string;
  /** Where the cursor is. */
  position: Position;
  selection: Range;
  /** The selected text; empty when nothing is selected. */
  selected: string;
  /** The word at the cursor; empty when there is none. */
  word: string;
  /** Whether the server can read the document: it is one of its files. */
  known: boolean;
  text: string;
}

/** The place of the cursor. */
export function place({ uri, position }: Here): { uri: string; position: Position } {
  return { uri, position };
}

/** What is selected, else all of the document: as a place where the server knows it, else as text. */
export function textOf({ uri, selection, selected, known, text }: Here): { uri: string; range?: Range } | { text: string } | null {
  if (known) {
    return selected === "" ? { uri } : { uri, range: selection };
  }
  const all = selected === "" ? text : selected;
  return all.trim() === "" ? null : { text: all };
}

/** A typed command line as words, as a shell without expansions would split it. */
export function words(line: string): string[] {
  const found = line.match(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g) ?? [];
  return found.map((word) =>
    word.replace(/\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_all, escaped?: string, double?: string, single?: string) =>
      escaped ?? double?.replace(/\\(.)/g, "$1") ?? single ?? "",
    ),
  );
}

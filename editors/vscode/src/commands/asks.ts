/** The palette's questions. Each begins a report, which opens by itself. */

import * as vscode from "vscode";

import type { Api } from "../api";
import { functionOf } from "../hotSpots/items";
import { place, textOf, words } from "./arguments";
import { here } from "./here";
import { chooseHosts } from "./hosts";

/** Given by links and rows; the palette gives nothing. */
type Given = unknown;

/** The commands by their names, without `sysgrok.ui.`. */
export function asks(api: Api): Record<string, (given?: Given) => Promise<void>> {
  const ask = async (kind: string, argument: object | null): Promise<void> => {
    if (argument !== null) {
      await api.executeCommand(`sysgrok.${kind}`, argument);
    }
  };
  return {
    explainFunction: async (given) => ask("explainFunction", await aFunction(given, "Which function is to be explained?")),
    optimise: async (given) => ask("optimise", await aFunction(given, "Which function is to be made faster?")),
    explainProcess: async () => ask("explainProcess", await aProcess()),
    findFaster: async () => ask("findFaster", await aDependency()),
    stackTrace: async () => ask("stackTrace", await selectedText("stack trace")),
    stackTraceFromClipboard: async () => ask("stackTrace", await clipboard("a stack trace")),
    topN: async () => ask("topN", await selectedText("list of hot functions")),
    code: async () => ask("code", await selectedText("annotated source")),
    chat: async () => ask("chat", await aQuestion()),
    debugHost: async () => ask("debugHost", await aHost(api)),
    analyzeCommand: async () => ask("analyzeCommand", await aCommand(api)),
  };
}

/** The function of a row or a link, at the cursor, or typed. */
async function aFunction(given: Given, title: string): Promise<object | null> {
  const row = functionOf(given);
  if (row !== null) {
    return { function: row.function };
  }
  if (isPlace(given)) {
    return given;
  }
  const editor = here();
  if (editor?.known === true && editor.word !== "") {
    return place(editor);
  }
  const name = await typed({ title, prompt: "Its name, of the profile or of any library" });
  return name === null ? null : { function: name };
}

async function aProcess(): Promise<object | null> {
  const title = "Which process is to be explained?";
  const line = await vscode.window.showInputBox({ title, prompt: "Its command line; empty: the one that was recorded" });
  if (line === undefined) {
    return null;
  }
  return line.trim() === "" ? {} : { command: words(line) };
}

async function aDependency(): Promise<object | null> {
  const editor = here();
  const title = "For what is something faster to be found?";
  const name = await typed({ title, prompt: "A program, a library or a Python package", value: firstLine(editor?.selected) ?? editor?.word ?? "" });
  if (name === null) {
    return null;
  }
  const kinds = [
    { label: "Library", softwareType: "library" },
    { label: "Program", softwareType: "program" },
    { label: "Python package", softwareType: "pylibrary" },
  ];
  const kind = await vscode.window.showQuickPick(kinds, { placeHolder: `What is ${name}?` });
  return kind === undefined ? null : { name, softwareType: kind.softwareType };
}

async function aQuestion(): Promise<object | null> {
  const editor = here();
  const text = await typed({ title: "Ask sysgrok", prompt: "A free question; the function at the cursor goes with it" });
  return text === null ? null : { text, ...(editor?.known === true ? place(editor) : {}) };
}

async function aHost(api: Api): Promise<object | null> {
  const hosts = await chooseHosts(api, "Which hosts are to be looked at?");
  if (hosts === null || hosts.length === 0) {
    return null;
  }
  const title = `What is wrong with ${hosts.join(", ")}?`;
  const problem = await vscode.window.showInputBox({ title, prompt: "In a sentence; empty: look at everything" });
  return problem === undefined ? null : { hosts, problem: problem.trim() === "" ? null : problem.trim() };
}

async function aCommand(api: Api): Promise<object | null> {
  const title = "Which command's output is to be explained?";
  const command = await typed({ title, prompt: "It runs on the hosts that you choose next, after you agreed" });
  const hosts = command === null ? null : await chooseHosts(api, "Where does it run?");
  return command === null || hosts === null ? null : { command, hosts };
}

async function selectedText(what: string): Promise<object | null> {
  const editor = here();
  const found = editor === null ? null : textOf(editor);
  if (found === null) {
    await vscode.window.showInformationMessage(`sysgrok: open or select a ${what} first.`);
  }
  return found;
}

async function clipboard(what: string): Promise<object | null> {
  const text = await vscode.env.clipboard.readText();
  if (text.trim() === "") {
    await vscode.window.showInformationMessage(`sysgrok: copy ${what} first; the clipboard holds no text.`);
    return null;
  }
  return { text };
}

async function typed(options: vscode.InputBoxOptions): Promise<string | null> {
  const text = (await vscode.window.showInputBox(options))?.trim();
  return text === undefined || text === "" ? null : text;
}

function firstLine(text: string | undefined): string | null {
  const line = text?.split("\n", 1)[0]?.trim() ?? "";
  return line === "" ? null : line;
}

function isPlace(given: unknown): given is { uri: string; position: object } {
  return typeof given === "object" && given !== null && "uri" in given && "position" in given && typeof given.uri === "string";
}

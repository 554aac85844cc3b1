/** The panel of a flame graph. */

import * as vscode from "vscode";

import { framesOf } from "../../../flame-graph/src/frames";
import type { FlameGraph } from "../../../flame-graph/src/graph";
import { webviewHtml, webviewOptions } from "../webviewPage";
import { fromPage, type FromPage, type ToPage } from "./messages";

/** What is drawn; parameters of `sysgrok/flameGraph`, see `editors/PROTOCOL.md`. */
export interface Wanted {
  /** `null` is the one that is shown. */
  profile: string | null;
  base: string | null;
  function: string | null;
  invert: boolean;
}

/** Shows the graph in a new panel beside the code. */
export function openFlameGraph(
  extension: vscode.Uri,
  first: Wanted,
  ask: (wanted: Wanted) => Promise<FlameGraph>,
): vscode.WebviewPanel {
  const panel = vscode.window.createWebviewPanel("sysgrok.flameGraph", "Flame Graph", vscode.ViewColumn.Beside);
  const { webview } = panel;
  webview.options = webviewOptions(extension);
  let wanted = first;
  let graph: FlameGraph | null = null;
  let message: ToPage | null = null;
  let ready = false;
  let closed = false;
  /** Answers that were overtaken by another question are not shown. */
  let newest = 0;

  function post(): void {
    if (ready && !closed && message !== null) {
      void webview.postMessage(message);
    }
  }

  async function load(): Promise<void> {
    newest += 1;
    const asked = newest;
    try {
      const answer = await ask(wanted);
      if (asked !== newest || closed) {
        return;
      }
      graph = answer;
      const { root: _, ...rest } = answer;
      message = { kind: "show", content: { graph: rest, frames: framesOf(answer), inverted: wanted.invert } };
      panel.title = titleOf(answer, wanted);
    } catch (error) {
      if (asked !== newest || closed) {
        return;
      }
      graph = null;
      message = { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
    }
    post();
  }

  async function receive(known: FromPage): Promise<void> {
    switch (known.kind) {
      case "ready":
        // The page is made anew whenever its tab was hidden.
        ready = true;
        post();
        break;
      case "open":
        await openSource(graph?.functions[known.function]?.location ?? null);
        break;
      case "invert":
        wanted = { ...wanted, invert: known.inverted };
        await load();
        break;
    }
  }

  panel.onDidDispose(() => {
    closed = true;
  });
  webview.onDidReceiveMessage((received: unknown) => {
    const known = fromPage(received);
    if (known !== null) {
      void receive(known);
    }
  });
  webview.html = webviewHtml(webview, extension, {
    title: "Flame Graph",
    script: "flameGraphPage.js",
    style: "flameGraphPage.css",
    body: '<main id="page"><p role="status">Reading the profile…</p></main>',
  });
  void load();
  return panel;
}

function titleOf(graph: FlameGraph, wanted: Wanted): string {
  const name = graph.profile.name.replace(/^.*[\\/]/, "");
  return `${wanted.invert ? "Callers" : "Flame Graph"}: ${wanted.function ?? name}`;
}

/** Opens the function beside the graph, and leaves the keyboard with the graph. */
async function openSource(location: FlameGraph["functions"][number]["location"]): Promise<void> {
  if (location === null) {
    return;
  }
  const { start, end } = location.range;
  const uri = vscode.Uri.parse(location.uri, true);
  if (uri.scheme !== "file") {
    return;
  }
  try {
    await vscode.window.showTextDocument(uri, {
      viewColumn: vscode.ViewColumn.One,
      preserveFocus: true,
      preview: true,
      selection: new vscode.Range(start.line, start.character, end.line, end.character),
    });
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

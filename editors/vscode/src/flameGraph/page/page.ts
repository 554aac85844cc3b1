/** The flame graph's page in VS Code: the panel gives it the graph, and opens sources. */

import { element } from "../../../../flame-graph/src/element";
import { type Saved, showFlameGraph } from "../../../../flame-graph/src/page";
import type { FromPage, ToPage } from "../messages";

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const vscode = acquireVsCodeApi();
const page = document.getElementById("page");

/** What the page itself saved, when its tab was hidden since. */
let saved = vscode.getState() as { inverted: boolean; reader: Saved } | undefined;

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  if (data.kind === "failed") {
    page?.replaceChildren(element("p", { role: "alert" }, data.reason));
    return;
  }
  const { content } = data;
  const { inverted } = content;
  if (page !== null) {
    const reader = saved?.inverted === inverted ? saved.reader : null;
    showFlameGraph(
      page,
      content,
      {
        open: (index) => vscode.postMessage({ kind: "open", function: index }),
        invert: (inverted) => vscode.postMessage({ kind: "invert", inverted }),
        save: (reader) => {
          saved = { inverted, reader: { ...reader } };
          vscode.setState(saved);
        },
      },
      reader,
    );
  }
});
vscode.postMessage({ kind: "ready" });

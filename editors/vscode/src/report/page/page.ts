/** The page of a report: the text as it comes, what is being done, and a field to ask further. */

import DOMPurify from "dompurify";

import type { FromPage, ToPage } from "../messages";
import { blocks } from "./markdown";

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: unknown): void;
};

const vscode = acquireVsCodeApi();

function find<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) {
    throw new TypeError(`the page has no ${id}`);
  }
  return element;
}

const report = find("report", HTMLElement);
const status = find("status", HTMLElement);
const stop = find("stop", HTMLButtonElement);
const copy = find("copy", HTMLButtonElement);
const file = find("file", HTMLButtonElement);
const form = find("ask", HTMLFormElement);
const question = find("question", HTMLTextAreaElement);
const send = find("send", HTMLButtonElement);

/** The HTML of the blocks that stand in the report. */
let shown: string[] = [];
let running = false;

function show(text: string): void {
  const follows = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 8;
  const next = blocks(text);
  let same = 0;
  while (same < shown.length && same < next.length && shown[same] === next[same]) {
    same += 1;
  }
  while (report.children.length > same) {
    report.lastElementChild?.remove();
  }
  for (const html of next.slice(same)) {
    const block = document.createElement("div");
    // Raw HTML is off already; this holds even if that fails.
    block.append(
      DOMPurify.sanitize(html, {
        RETURN_DOM_FRAGMENT: true,
        USE_PROFILES: { html: true },
        FORBID_TAGS: ["style", "form", "input", "button", "img", "video", "audio", "picture", "source"],
        FORBID_ATTR: ["style", "id", "name"],
        ALLOWED_URI_REGEXP: /^(?:https:|file:)/i,
      }),
    );
    report.append(block);
  }
  shown = next;
  if (follows && running) {
    window.scrollTo({ top: document.documentElement.scrollHeight });
  }
}

let waiting: string | null = null;
window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  if (data.kind === "refused") {
    question.value = data.question;
    question.focus();
    return;
  }
  // A screen reader reads the answer when it is complete, rather than each piece.
  report.setAttribute("aria-busy", String(data.running));
  if (status.textContent !== data.status) {
    status.textContent = data.status;
  }
  running = data.running;
  stop.disabled = !running;
  send.disabled = running;
  // Several pieces of one frame are drawn once.
  if (waiting === null) {
    requestAnimationFrame(() => {
      const text = waiting;
      waiting = null;
      if (text !== null) {
        show(text);
      }
    });
  }
  waiting = data.text;
});

function ask(): void {
  const text = question.value.trim();
  if (text !== "" && !running) {
    vscode.postMessage({ kind: "ask", text });
    question.value = "";
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
question.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask();
  }
});
stop.addEventListener("click", () => vscode.postMessage({ kind: "stop" }));
copy.addEventListener("click", () => vscode.postMessage({ kind: "copy" }));
file.addEventListener("click", () => vscode.postMessage({ kind: "openFile" }));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && running && !event.isComposing) {
    vscode.postMessage({ kind: "stop" });
  }
});
// Every link is followed by the extension, after its checks; the page itself goes nowhere.
for (const kind of ["click", "auxclick"] as const) {
  document.addEventListener(
    kind,
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (link !== null) {
        event.preventDefault();
        event.stopPropagation();
        vscode.postMessage({ kind: "openLink", href: link.getAttribute("href") ?? "" });
      }
    },
    { capture: true },
  );
}
// The panel is given back under this URI after the window was reloaded.
vscode.setState({ uri: document.body.dataset["uri"] });
vscode.postMessage({ kind: "ready" });

/** The panel of one report. */

import * as vscode from "vscode";

import { webviewHtml, webviewOptions } from "../webviewPage";
import { checkedLink } from "./links";
import { fromPage, type FromPage, type ToPage } from "./messages";
import { plainTitle, type ReportState, status } from "./state";

/** The kind of our panels, by which VS Code gives them back after the window was reloaded. */
export const VIEW_TYPE = "sysgrok.report";

/** What a panel wants done that needs the server. */
export interface PanelActions {
  /** Asks further; rejected when the question was not taken. */
  ask: (report: string, text: string) => Promise<void>;
  stop: (report: ReportState) => Promise<void>;
}

export class ReportPanel {
  private report: ReportState;
  private ready = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    extension: vscode.Uri,
    report: ReportState,
    private readonly actions: PanelActions,
    closed: () => void,
  ) {
    this.report = report;
    panel.webview.options = webviewOptions(extension);
    panel.onDidDispose(closed);
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const known = fromPage(message);
      if (known !== null) {
        void this.receive(known);
      }
    });
    panel.title = plainTitle(report.title);
    panel.webview.html = webviewHtml(panel.webview, extension, {
      title: panel.title,
      script: "reportPage.js",
      style: "reportPage.css",
      body: BODY,
      data: { uri: report.uri },
    });
  }

  show(report: ReportState): void {
    this.report = report;
    this.panel.title = plainTitle(report.title);
    if (this.ready) {
      this.post({ kind: "show", text: report.text, status: status(report), running: report.running !== null });
    }
  }

  reveal(): void {
    this.panel.reveal();
  }

  close(): void {
    this.panel.dispose();
  }

  private post(message: ToPage): void {
    void this.panel.webview.postMessage(message);
  }

  private async receive(message: FromPage): Promise<void> {
    switch (message.kind) {
      case "ready":
        // The page is made anew whenever its tab was hidden.
        this.ready = true;
        this.show(this.report);
        break;
      case "ask":
        try {
          await this.actions.ask(this.report.uri, message.text);
        } catch (error) {
          this.post({ kind: "refused", question: message.text });
          void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
        }
        break;
      case "stop":
        await this.actions.stop(this.report);
        break;
      case "copy":
        await vscode.env.clipboard.writeText(this.report.text);
        vscode.window.setStatusBarMessage("sysgrok: the report is copied", 3000);
        break;
      case "openFile":
        await vscode.window.showTextDocument(vscode.Uri.parse(this.report.uri, true));
        break;
      case "openLink":
        await openLink(message.href);
        break;
    }
  }
}

const BODY = `<div role="toolbar" aria-label="Report">
<span id="status" role="status" aria-live="polite"></span>
<button id="stop" type="button" title="Stop the answer (Escape)" disabled>Stop</button>
<button id="copy" type="button" title="Copy the report as markdown">Copy</button>
<button id="file" type="button" title="Open the report's file in an editor">Open as file</button>
</div>
<main id="report" aria-label="Report" aria-live="polite" tabindex="-1"></main>
<form id="ask">
<label for="question">Ask further
<textarea id="question" rows="2" placeholder="Enter sends, Shift+Enter begins a line"></textarea></label>
<button id="send" type="submit">Ask</button>
</form>`;

async function openLink(href: string): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const link = checkedLink(
    href,
    folders.map((folder) => folder.uri.toString()),
  );
  switch (link?.kind) {
    case "web":
      await vscode.env.openExternal(vscode.Uri.parse(link.url, true));
      return;
    case "file": {
      const at = new vscode.Position(link.line ?? 0, 0);
      try {
        await vscode.window.showTextDocument(vscode.Uri.parse(link.uri, true), {
          selection: new vscode.Range(at, at),
          viewColumn: vscode.ViewColumn.One,
        });
      } catch (error) {
        void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
      return;
    }
    case undefined:
      void vscode.window.showWarningMessage(
        "sysgrok: this link was not followed. It leads neither into the workspace nor to an https address.",
      );
  }
}

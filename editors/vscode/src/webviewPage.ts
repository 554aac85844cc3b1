/** The HTML of our webviews: nothing loads but our own script and style, nothing runs but that script. */

import { randomBytes } from "node:crypto";

import * as vscode from "vscode";

export interface Page {
  title: string;
  /** Names of built files in `dist`. */
  script: string;
  style: string;
  /** HTML of ours; what comes from outside is escaped in it. */
  body: string;
  /** `data-` attributes of the body. */
  data?: Readonly<Record<string, string>>;
}

export function webviewHtml(webview: vscode.Webview, extension: vscode.Uri, page: Page): string {
  const nonce = randomBytes(16).toString("base64url");
  const built = (name: string): string =>
    escapeHtml(webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", name)).toString());
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}; base-uri 'none'; form-action 'none'`;
  const data = Object.entries(page.data ?? {}).map(([name, value]) => ` data-${name}="${escapeHtml(value)}"`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(page.title)}</title>
<link rel="stylesheet" href="${built(page.style)}">
</head>
<body${data.join("")}>
${page.body}
<script nonce="${nonce}" src="${built(page.script)}"></script>
</body>
</html>`;
}

/** What a webview may load and do. */
export function webviewOptions(extension: vscode.Uri): vscode.WebviewOptions {
  return {
    enableScripts: true,
    enableForms: true,
    enableCommandUris: false,
    localResourceRoots: [vscode.Uri.joinPath(extension, "dist")],
  };
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

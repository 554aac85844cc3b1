/** Puts the server's questions to the user. */

import * as vscode from "vscode";
import { type MessageActionItem, MessageType, type ShowMessageRequestParams } from "vscode-languageclient/node";

import { formOf, split } from "./questions";

/** The answer that was chosen; `null` when the question was closed. */
export async function askUser(params: ShowMessageRequestParams): Promise<MessageActionItem | null> {
  const titles = (params.actions ?? []).map(({ title }) => title);
  const chosen = await choose(params, titles);
  return params.actions?.find(({ title }) => title === chosen) ?? null;
}

async function choose({ type, message }: ShowMessageRequestParams, titles: string[]): Promise<string | undefined> {
  switch (formOf(titles)) {
    case "modal": {
      const { question, detail } = split(message);
      const [yes = "", no = ""] = titles;
      const buttons: vscode.MessageItem[] = [{ title: yes }, { title: no, isCloseAffordance: true }];
      const chosen = await vscode.window.showInformationMessage(question, { modal: true, detail }, ...buttons);
      return chosen?.title;
    }
    case "list":
      return vscode.window.showQuickPick(titles, { placeHolder: message });
    case "notification":
      switch (type) {
        case MessageType.Error:
          return vscode.window.showErrorMessage(message, ...titles);
        case MessageType.Warning:
          return vscode.window.showWarningMessage(message, ...titles);
        default:
          return vscode.window.showInformationMessage(message, ...titles);
      }
  }
}

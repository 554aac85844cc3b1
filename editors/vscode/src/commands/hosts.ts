/** Choosing hosts: those of ~/.ssh/config, this machine, groups of the settings, or one that is typed. */

import * as vscode from "vscode";

import type { Api } from "../api";
import { choices, type HostChoice } from "./hostChoices";

/** The chosen hosts; `null` when none was. */
export async function chooseHosts(api: Api, title: string): Promise<string[] | null> {
  const known = api.offers("sysgrok/hosts") ? await api.ask("sysgrok/hosts", {}) : { hosts: [], groups: [] };
  return new Promise((resolve) => {
    const picker = vscode.window.createQuickPick<HostChoice>();
    picker.title = title;
    picker.placeholder = "Choose, or type a host as for ssh";
    picker.canSelectMany = true;
    picker.matchOnDescription = true;
    picker.items = choices(known, "");
    let chosen: string[] | null = null;
    picker.onDidChangeValue((typed) => {
      const { selectedItems } = picker;
      picker.items = choices(known, typed, selectedItems);
      picker.selectedItems = picker.items.filter((item) => selectedItems.some(({ label }) => label === item.label));
    });
    picker.onDidAccept(() => {
      // Enter takes what is ticked, else what is marked.
      const items = picker.selectedItems.length > 0 ? picker.selectedItems : picker.activeItems;
      chosen = [...new Set(items.flatMap(({ hosts }) => hosts))];
      picker.hide();
    });
    picker.onDidHide(() => {
      picker.dispose();
      resolve(chosen);
    });
    picker.show();
  });
}

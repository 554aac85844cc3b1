/** The view Callers: who calls the selected function, and what it calls; each row opens to its own. */

import * as vscode from "vscode";

import type { Api } from "../api";
import { sharesInWords } from "../heat/levels";
import { CallItem, TextItem } from "./items";

/** Rows a level. */
const LIMIT = 50;

type Item = CallItem | TextItem<CallItem>;

export interface Selected {
  function: string;
  profile: string | null;
}

export class CallersView implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly tree: vscode.TreeView<Item>;
  private selected: Selected | null = null;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly api: Api) {
    this.tree = vscode.window.createTreeView("sysgrok.callers", { treeDataProvider: this });
    this.subscriptions = [
      this.tree,
      api.onState(() => this.changed.fire(undefined)),
      api.on("sysgrok/heatChanged", () => this.changed.fire(undefined)),
    ];
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => void subscription.dispose());
    this.changed.dispose();
  }

  select(selected: Selected): void {
    this.selected = selected;
    this.changed.fire(undefined);
  }

  getTreeItem(item: Item): vscode.TreeItem {
    return item;
  }

  async getChildren(parent?: Item): Promise<Item[]> {
    if (parent instanceof TextItem) {
      return parent.children;
    }
    if (parent !== undefined) {
      const calls = await this.calls({ function: parent.edge.name, profile: parent.profile });
      return calls?.[parent.direction] ?? [];
    }
    if (this.selected === null || !this.api.offers("sysgrok/callers")) {
      this.tree.description = "";
      this.tree.message = "";
      return [];
    }
    const { selected } = this;
    const calls = await this.calls(selected);
    if (selected !== this.selected) {
      return [];
    }
    this.tree.description = [selected.function, calls?.shares ?? ""].join("  ").trim();
    const groups = [new TextItem("Called by", calls?.callers), new TextItem("Calls", calls?.callees)];
    const filled = groups.filter(({ children }) => children.length > 0);
    this.tree.message = filled.length === 0 ? "The profile knows no calls of this function." : "";
    return filled;
  }

  private async calls({ function: name, profile }: Selected): Promise<{ shares: string; callers: CallItem[]; callees: CallItem[] } | null> {
    try {
      const answer = await this.api.ask("sysgrok/callers", { profile, function: name, limit: LIMIT });
      return (
        answer && {
          shares: sharesInWords(answer),
          callers: answer.callers.map((edge) => new CallItem(edge, profile, "callers")),
          callees: answer.callees.map((edge) => new CallItem(edge, profile, "callees")),
        }
      );
    } catch {
      // The message of the tree says that nothing is known.
      return null;
    }
  }
}

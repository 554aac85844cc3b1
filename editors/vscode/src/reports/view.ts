/** The view Reports: what was answered, the newest first. */

import * as vscode from "vscode";

import type { Api } from "../api";
import type { ReportInfo } from "../protocol";
import { plainTitle } from "../report/state";
import { when } from "./when";

const LIMIT = 200;

class ReportItem extends vscode.TreeItem {
  constructor(readonly report: ReportInfo) {
    super(plainTitle(report.title));
    this.id = report.uri;
    const created = when(report.created);
    this.description = report.running ? "is being written" : created;
    this.tooltip = [plainTitle(report.title), created].join("\n");
    this.iconPath = new vscode.ThemeIcon(report.running ? "sync~spin" : "note");
    this.contextValue = report.running ? "running" : "report";
    this.command = { title: "Open", command: "sysgrok.ui.reports.open", arguments: [report.uri] };
  }
}

export class ReportsView implements vscode.TreeDataProvider<ReportItem>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly tree: vscode.TreeView<ReportItem>;
  private readonly subscriptions: vscode.Disposable[];
  /** The answers that are known to be written: text that comes for them changes no row. */
  private readonly running = new Set<string>();

  constructor(private readonly api: Api) {
    this.tree = vscode.window.createTreeView("sysgrok.reports", { treeDataProvider: this });
    this.subscriptions = [
      this.tree,
      api.onState(() => {
        // Without the method nothing is known of reports, not even that there are none.
        void vscode.commands.executeCommand("setContext", "sysgrok.reports", api.offers("sysgrok/reports"));
        this.refresh();
      }),
      api.onReport(({ id, done }) => {
        if (done ? this.running.delete(id) : !this.running.has(id)) {
          this.refresh();
        }
        if (!done) {
          this.running.add(id);
        }
      }),
    ];
  }

  refresh(): void {
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => void subscription.dispose());
    this.changed.dispose();
  }

  getTreeItem(item: ReportItem): vscode.TreeItem {
    return item;
  }

  async getChildren(parent?: ReportItem): Promise<ReportItem[]> {
    if (parent !== undefined || !this.api.offers("sysgrok/reports")) {
      return [];
    }
    try {
      const { reports } = await this.api.ask("sysgrok/reports", { limit: LIMIT });
      this.tree.message = "";
      return reports.map((report) => new ReportItem(report));
    } catch (error) {
      this.tree.message = error instanceof Error ? error.message : String(error);
      return [];
    }
  }
}

/** The report of a row, or of the argument of its command. */
export function reportOf(given: unknown): string | null {
  return given instanceof ReportItem ? given.report.uri : typeof given === "string" ? given : null;
}

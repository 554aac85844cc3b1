/** The view Hot Spots: the hottest functions or files of the workspace. */

import * as vscode from "vscode";

import type { Api } from "../api";
import type { HotSpots } from "../protocol";
import { SpotItem, TextItem } from "./items";
import { filtered, type Sort, sorted } from "./order";
import { FIRST, message, restored, type ViewState } from "./state";

/** Rows at first, and more for each "Show more". */
const PAGE = 200;

/** So many are searched by a filter. */
const ALL = 20_000;

const KEPT = "sysgrok.hotSpots";

type Item = SpotItem | TextItem<Item>;

export class HotSpotsView implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  readonly tree: vscode.TreeView<Item>;

  private state: ViewState;
  private limit = PAGE;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly api: Api,
    private readonly memory: vscode.Memento,
  ) {
    this.state = restored(memory.get(KEPT));
    this.tree = vscode.window.createTreeView("sysgrok.hotSpots", { treeDataProvider: this, showCollapseAll: false });
    this.subscriptions = [
      this.tree,
      api.onState(() => this.changed.fire(undefined)),
      api.on("sysgrok/heatChanged", () => this.changed.fire(undefined)),
    ];
    this.tellContext();
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => void subscription.dispose());
    this.changed.dispose();
  }

  change(change: Partial<ViewState>): void {
    this.state = { ...this.state, ...change };
    this.limit = PAGE;
    void this.memory.update(KEPT, this.state);
    this.tellContext();
    this.changed.fire(undefined);
  }

  more(): void {
    this.limit += PAGE;
    this.changed.fire(undefined);
  }

  async chooseSort(): Promise<void> {
    const choices: { label: string; description?: string; sort: Sort }[] = [
      { label: "Self", description: "the time in the function itself", sort: "self" },
      { label: "Total", description: "with all that it calls", sort: "total" },
      { label: "Name", sort: "name" },
    ];
    const chosen = await vscode.window.showQuickPick(choices, { placeHolder: "Sort hot spots by" });
    if (chosen !== undefined) {
      this.change({ sort: chosen.sort });
    }
  }

  async chooseFilter(): Promise<void> {
    const prompt = "Only what has all these words in its name, file or library; empty shows all";
    const filter = await vscode.window.showInputBox({ title: "Filter Hot Spots", prompt, value: this.state.filter });
    if (filter !== undefined) {
      this.change({ filter: filter.trim() });
    }
  }

  getTreeItem(item: Item): vscode.TreeItem {
    return item;
  }

  async getChildren(parent?: Item): Promise<Item[]> {
    if (parent !== undefined) {
      return parent instanceof TextItem ? parent.children : [];
    }
    if (!this.api.offers("sysgrok/hotSpots")) {
      this.tree.message = this.api.state.kind === "starting" ? "sysgrok is starting…" : "";
      return [];
    }
    const { kind, onlyWorkspace, filter } = this.state;
    const limit = filter === "" ? this.limit : ALL;
    try {
      return this.rows(await this.api.ask("sysgrok/hotSpots", { kind, onlyWorkspace, limit }), limit);
    } catch (error) {
      this.tree.message = error instanceof Error ? error.message : String(error);
      return [];
    }
  }

  private rows({ profiles, spots }: HotSpots, limit: number): Item[] {
    const { kind, sort, filter } = this.state;
    const fitting = sorted(filtered(spots, filter), sort);
    const shown = fitting.slice(0, this.limit);
    const cut = spots.length === limit;
    this.tree.message = message(this.state, fitting.length, spots.length, cut);
    this.tree.description = profiles.map(({ name, valueType }) => `${name}, ${valueType}`).join("; ");
    const items = shown.map((spot) => new SpotItem(spot, profiles[spot.profile]?.uri ?? null, kind, sort));
    const byProfile = profiles.map(({ name, uri }) => new TextItem<Item>(name, items.filter(({ profile }) => profile === uri)));
    const rows: Item[] = byProfile.filter(({ children }) => children.length > 0);
    const more = fitting.length > shown.length || (cut && filter === "");
    return [...(rows.length > 1 ? rows : items), ...(more ? [showMore()] : [])];
  }

  /** Titles of the view's commands follow its state. */
  private tellContext(): void {
    void vscode.commands.executeCommand("setContext", "sysgrok.hotSpots.kind", this.state.kind);
    void vscode.commands.executeCommand("setContext", "sysgrok.hotSpots.onlyWorkspace", this.state.onlyWorkspace);
    void vscode.commands.executeCommand("setContext", "sysgrok.hotSpots.filtered", this.state.filter !== FIRST.filter);
  }
}

function showMore(): TextItem<Item> {
  const item = new TextItem<Item>("Show More…");
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.command = { title: "Show More", command: "sysgrok.ui.hotSpots.more" };
  return item;
}

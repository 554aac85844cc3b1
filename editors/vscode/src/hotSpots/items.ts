/** The rows of the trees. */

import * as vscode from "vscode";

import { colourId } from "../heat/colours";
import { level, percent, type Shares } from "../heat/levels";
import type { CallEdge, HotSpot, Location } from "../protocol";
import { description, facts, type Sort } from "./order";

/** A row that stands for a function or file. */
export class SpotItem extends vscode.TreeItem {
  constructor(
    readonly spot: HotSpot,
    readonly profile: string | null,
    kind: "functions" | "files",
    sort: Sort,
  ) {
    super(spot.name);
    const shares = description(spot, sort);
    this.description = shares;
    this.tooltip = [spot.name, shares, ...facts(spot)].join("\n");
    this.iconPath = flame(spot);
    this.contextValue = kind === "functions" ? "function" : "file";
    this.accessibilityInformation = { label: `${spot.name}, ${shares}` };
    setPlace(this, spot.location);
  }
}

/** A function that calls the selected one, or is called by it. */
export class CallItem extends vscode.TreeItem {
  constructor(
    readonly edge: CallEdge,
    readonly profile: string | null,
    readonly direction: "callers" | "callees",
  ) {
    super(edge.name, vscode.TreeItemCollapsibleState.Collapsed);
    const ofFunction = edge.ofFunction === null ? [] : [`${percent(edge.ofFunction)} of it`];
    const total = edge.total === null ? [] : [`${percent(edge.total)} of all`];
    const shares = [...ofFunction, ...total].join(" · ");
    this.description = shares;
    this.tooltip = [edge.name, shares, ...(edge.mapping === null ? [] : [`In ${edge.mapping}`])].join("\n");
    this.iconPath = new vscode.ThemeIcon(direction === "callers" ? "call-incoming" : "call-outgoing");
    this.contextValue = "function";
    this.accessibilityInformation = { label: `${edge.name}, ${shares}` };
    setPlace(this, edge.location);
  }
}

/** A row that only says something, or heads others. */
export class TextItem<Child> extends vscode.TreeItem {
  constructor(
    text: string,
    readonly children: Child[] = [],
  ) {
    super(text, children.length > 0 ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None);
  }
}

/** The heat of a row; how hot it is says its description. */
export function flame(shares: Shares): vscode.ThemeIcon {
  const reached = level(shares);
  return reached === null
    ? new vscode.ThemeIcon("circle-outline")
    : new vscode.ThemeIcon("flame", new vscode.ThemeColor(colourId(reached)));
}

/** The function that a row stands for: what commands on rows are given. */
export function functionOf(item: unknown): { function: string; profile: string | null } | null {
  if (item instanceof SpotItem && item.contextValue === "function") {
    return { function: item.spot.name, profile: item.profile };
  }
  return item instanceof CallItem ? { function: item.edge.name, profile: item.profile } : null;
}

function setPlace(item: vscode.TreeItem, location: Location | null): void {
  if (location === null) {
    return;
  }
  const { start, end } = location.range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  const uri = vscode.Uri.parse(location.uri, true);
  item.command = { title: "Open", command: "vscode.open", arguments: [uri, { selection, preview: true }] };
}

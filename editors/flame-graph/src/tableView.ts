/** Draws the table: a function a row, sorted by the column that was clicked. */

import { element } from "./element";
import { at } from "./frames";
import type { FlameGraph } from "./graph";
import type { Row } from "./table";
import { difference, percent, place, visible } from "./words";

export interface TableOptions {
  /** Whether the search shows a function. */
  shown: (functionIndex: number) => boolean;
  /** Shows a function in the graph. */
  choose: (functionIndex: number) => void;
}

/** More rows nobody reads, and they would slow the page; the search finds the others. */
const MOST_ROWS = 500;

interface Column {
  title: string;
  text: (row: Row) => string;
  /** Lower comes first. */
  order: (row: Row) => number | string;
}

export function drawTable(
  panel: HTMLElement,
  rows: readonly Row[],
  graph: Omit<FlameGraph, "root">,
  options: TableOptions,
): void {
  const functionOf = (row: Row) => at(graph.functions, row.function);
  const columns: Column[] = [
    { title: "Self", text: (row) => percent(row.self), order: (row) => -row.self },
    { title: "Total", text: (row) => percent(row.total), order: (row) => -row.total },
  ];
  if (graph.base !== null) {
    const change = (row: Row): number => row.total - (row.base ?? 0);
    columns.push({
      title: "Points to the base",
      text: (row) => difference(row.total, row.base ?? 0),
      order: (row) => -Math.abs(change(row)),
    });
  }
  columns.push({ title: "Function", text: (row) => visible(functionOf(row).name), order: (row) => functionOf(row).name });
  columns.push({
    title: "Place",
    text: (row) => {
      const { location, mapping } = functionOf(row);
      return visible(location === null ? (mapping ?? "") : place(location.uri, location.range.start.line));
    },
    order: (row) => functionOf(row).location?.uri ?? "~",
  });

  const draw = (sorted: number): void => {
    const { order } = at(columns, sorted);
    const wanted = rows.filter((row) => options.shown(row.function));
    wanted.sort((one, other) => compare(order(one), order(other)));
    const head = element("tr", {});
    columns.forEach(({ title }, index) => {
      const button = element("button", { type: "button" }, title);
      button.addEventListener("click", () => {
        draw(index);
        panel.querySelectorAll<HTMLElement>("th button").item(index).focus();
      });
      head.append(element("th", { scope: "col", "aria-sort": index === sorted ? sense(title) : "none" }, button));
    });
    const body = element("tbody", {});
    for (const row of wanted.slice(0, MOST_ROWS)) {
      body.append(drawRow(row));
    }
    const more = wanted.length - MOST_ROWS;
    const caption = more > 0 ? `Functions. ${more} more are left out: search for them.` : "Functions";
    panel.replaceChildren(
      element("table", {}, element("caption", {}, caption), element("thead", {}, head), body),
    );
  };

  function drawRow(row: Row): HTMLElement {
    const cells = columns.map(({ title, text }) => {
      if (title !== "Function") {
        return element("td", title === "Place" ? {} : { class: "number" }, text(row));
      }
      const button = element("button", { type: "button", title: "Show it in the graph" }, text(row));
      button.addEventListener("click", () => options.choose(row.function));
      return element("th", { scope: "row" }, button);
    });
    return element("tr", {}, ...cells);
  }

  draw(0);
}

function sense(title: string): string {
  return title === "Function" || title === "Place" ? "ascending" : "descending";
}

function compare(one: number | string, other: number | string): number {
  return typeof one === "number" && typeof other === "number" ? one - other : String(one).localeCompare(String(other));
}

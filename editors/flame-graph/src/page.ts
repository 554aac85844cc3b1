/**
 * The page of a flame graph: toolbar, graph, the selected frame's values, table. It knows neither editor nor server:
 * what it wants done it asks of its `Host`.
 */

import { element } from "./element";
import { at, childrenOf, type Frames, selfOf, stackOf } from "./frames";
import type { FlameFunction, FlameGraph } from "./graph";
import { drawGraph, type GraphView } from "./graphView";
import { type Found, search } from "./search";
import { table } from "./table";
import { drawTable } from "./tableView";
import { difference, path, percent, place, visible } from "./words";

/** What is drawn. */
export interface Content {
  /** The graph without its tree. */
  graph: Omit<FlameGraph, "root">;
  /** The tree. */
  frames: Frames;
  /** Whether callers stand below those whom they call. */
  inverted: boolean;
}

/** What the reader did, so that a page that comes back looks as it did. */
export interface Saved {
  zoomed: number;
  selected: number;
  search: string;
  table: boolean;
}

/** What is around the page. */
export interface Host {
  /** Opens the source of a function; `null` where the page has to do with a link. */
  open: ((functionIndex: number) => void) | null;
  /** Draws the graph with callers below, or not; `null` where nobody can be asked. */
  invert: ((inverted: boolean) => void) | null;
  /** Keeps what the reader did. */
  save: (state: Saved) => void;
}

/** Fills `page`, in place of what it held. */
export function showFlameGraph(page: HTMLElement, content: Content, host: Host, saved: Saved | null): void {
  const { graph, frames } = content;
  const count = frames.parent.length;
  const known = (frame: number | undefined): number => (frame !== undefined && frame < count ? frame : 0);
  const state: Saved = {
    zoomed: known(saved?.zoomed),
    selected: known(saved?.selected),
    search: saved?.search ?? "",
    table: saved?.table ?? false,
  };
  let found: Found = search(graph.functions, frames, state.search);
  const functionOf = (frame: number): FlameFunction | null => graph.functions[at(frames.function, frame)] ?? null;
  const nameOf = (frame: number): string => visible(functionOf(frame)?.name ?? "all");

  const searchBox = element("input", {
    type: "search",
    placeholder: "Search (/)",
    "aria-label": "Search functions and binaries",
    spellcheck: "false",
  });
  searchBox.value = state.search;
  const searchResult = element("output", { class: "search-result", "aria-live": "polite" });
  const back = element("button", { type: "button" }, "Zoom out");
  const invert = element("button", { type: "button", "aria-pressed": String(content.inverted) }, "Callers");
  const asTable = element("button", { type: "button" }, "Table");
  const details = element("section", { class: "details", "aria-label": "Selected frame" });
  const graphPanel = element("div", { class: "graph-panel" });
  const tablePanel = element("div", { class: "table-panel" });
  const toolbar = element("div", { role: "toolbar", "aria-label": "Flame graph" }, searchBox, searchResult, back);
  if (host.invert !== null) {
    toolbar.append(invert);
  }
  toolbar.append(asTable);
  page.replaceChildren(heading(graph), toolbar, graphPanel, tablePanel, details, help(host), ...legend(graph));

  if (graph.reason !== null || childrenOf(frames, 0).length === 0) {
    const reason = graph.reason ?? "The profile has no stacks.";
    page.replaceChildren(heading(graph), element("p", { class: "reason", role: "status" }, reason));
    return;
  }

  const shares = (frame: number): string[] => {
    const self = selfOf(frames, frame, content.inverted);
    const total = percent(at(frames.total, frame));
    if (content.inverted) {
      return [self === null ? `${total} through it` : `${total} self`];
    }
    return [`${total} total`, `${percent(at(frames.self, frame))} self`];
  };

  const label = (frame: number): string => {
    const base = at(frames.base, frame);
    const parts = [nameOf(frame), ...shares(frame)];
    if (base !== null) {
      parts.push(`${difference(at(frames.total, frame), base)} points to the base`);
    }
    if (found.functions.has(at(frames.function, frame))) {
      parts.push("found");
    }
    return parts.join(", ");
  };

  const view: GraphView = drawGraph(graphPanel, {
    frames,
    label,
    text: (frame) => {
      const base = at(frames.base, frame);
      return base === null ? nameOf(frame) : `${difference(at(frames.total, frame), base)} ${nameOf(frame)}`;
    },
    elsewhere: (frame) => functionOf(frame)?.inWorkspace !== true,
    isFound: (frame) => found.functions.has(at(frames.function, frame)),
    searching: () => state.search.trim() !== "",
    select: (frame) => change({ selected: frame }),
    zoom: (frame) => change({ zoomed: frame, selected: frame }),
    zoomOut,
    open,
    focusSearch: () => searchBox.focus(),
    next: (backwards) => nextFound(backwards),
  });

  function change(next: Partial<Saved>): void {
    const searched = next.search !== undefined && next.search !== state.search;
    Object.assign(state, next);
    if (searched) {
      found = search(graph.functions, frames, state.search);
    }
    host.save({ ...state });
    render();
  }

  function render(): void {
    const several = found.frames.length === 1 ? "frame" : "frames";
    searchResult.value =
      state.search.trim() === "" ? "" : `${found.frames.length} ${several}, ${percent(found.share)}`;
    back.disabled = state.zoomed === 0;
    asTable.setAttribute("aria-pressed", String(state.table));
    graphPanel.hidden = state.table;
    tablePanel.hidden = !state.table;
    if (state.table) {
      drawTable(tablePanel, table(frames, content.inverted), graph, {
        shown: (index) => state.search.trim() === "" || found.functions.has(index),
        choose: (index) => {
          const frame = heaviest(index);
          change({ table: false, selected: frame, zoomed: 0 });
          view.focus();
        },
      });
    } else {
      const drawn = view.draw(state.zoomed, state.selected);
      state.zoomed = drawn.zoomed;
    }
    describe();
  }

  function describe(): void {
    const frame = state.selected;
    const about = functionOf(frame);
    const base = at(frames.base, frame);
    const values = shares(frame);
    if (base !== null) {
      const points = difference(at(frames.total, frame), base);
      values.push(`${percent(base)} total in the base: ${points} points`);
    }
    details.replaceChildren(element("strong", {}, nameOf(frame)), " ", values.join(", "));
    if (about === null) {
      return;
    }
    details.append(" · ");
    if (about.location === null) {
      const binary = about.mapping === null ? "" : `, in ${visible(about.mapping)}`;
      details.append(`not in the workspace${binary}`);
      return;
    }
    const { uri, range } = about.location;
    const shown = visible(place(uri, range.start.line));
    if (host.open === null) {
      details.append(sourceLink(uri, visible(`${path(uri)}:${range.start.line + 1}`)));
    } else {
      const button = element("button", { type: "button" }, `Open ${shown}`);
      button.addEventListener("click", () => open(frame));
      details.append(button);
    }
  }

  function open(frame: number): void {
    if (functionOf(frame)?.location != null) {
      host.open?.(at(frames.function, frame));
    }
  }

  function zoomOut(): void {
    if (state.zoomed > 0) {
      // Frames of one width are one step: all would look the same.
      const width = at(frames.total, state.zoomed);
      const above = stackOf(frames, state.zoomed).reverse();
      change({ zoomed: above.find((frame) => at(frames.total, frame) > width) ?? 0 });
    } else if (state.search !== "") {
      searchBox.value = "";
      change({ search: "" });
    }
  }

  function nextFound(backwards: boolean): void {
    if (found.frames.length === 0) {
      return;
    }
    const ordered = backwards ? [...found.frames].reverse() : found.frames;
    const beyond = (frame: number): boolean => (backwards ? frame < state.selected : frame > state.selected);
    change({ selected: ordered.find(beyond) ?? at(ordered, 0), table: false });
  }

  function heaviest(index: number): number {
    let best = 0;
    let weight = -1;
    frames.function.forEach((candidate, frame) => {
      if (candidate === index && at(frames.total, frame) > weight) {
        best = frame;
        weight = at(frames.total, frame);
      }
    });
    return best;
  }

  searchBox.addEventListener("input", () => change({ search: searchBox.value }));
  searchBox.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      nextFound(event.shiftKey);
      event.preventDefault();
    } else if (event.key === "Escape") {
      searchBox.value = "";
      change({ search: "" });
      view.focus();
      event.preventDefault();
    }
  });
  back.addEventListener("click", () => {
    change({ zoomed: 0 });
    view.focus();
  });
  invert.addEventListener("click", () => host.invert?.(!content.inverted));
  asTable.addEventListener("click", () => change({ table: !state.table }));
  view.onResize(render);
  render();
}

function heading(graph: Content["graph"]): HTMLElement {
  const { profile, base } = graph;
  const compared = base === null ? "" : `, compared with ${base.name}`;
  const left = graph.leftOut > 0 ? `. ${percent(graph.leftOut)} stand in frames that were left out` : "";
  return element(
    "header",
    {},
    element("h1", {}, visible(`${profile.name}${compared}`)),
    element("p", {}, visible(`${profile.valueType}, in ${profile.unit}${left}`)),
  );
}

function help(host: Host): HTMLElement {
  const open = host.open === null ? "" : "Click or o: source · ";
  const text = `${open}Double-click or Enter: zoom · Escape: back · Arrows: move · /: search · n, N: next, previous`;
  return element("p", { class: "help" }, text);
}

function legend(graph: Content["graph"]): HTMLElement[] {
  if (graph.base === null) {
    return [element("p", { class: "help" }, "Slanted and grey: not in the workspace.")];
  }
  return [
    element(
      "p",
      { class: "help" },
      element("span", { class: "swatch more" }, "+"),
      ` more than in ${visible(graph.base.name)}, `,
      element("span", { class: "swatch less" }, "−"),
      " less, in points of the whole.",
    ),
  ];
}

/** Only files: a profile can name any address. */
function sourceLink(uri: string, text: string): Node {
  return uri.startsWith("file:///") ? element("a", { href: uri }, text) : document.createTextNode(text);
}

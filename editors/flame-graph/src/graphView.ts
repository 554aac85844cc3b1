/**
 * The graph itself: a tree of boxes, the root on top. It is one stop of the Tab key; keys move within it.
 *
 * Only boxes in sight are in the document, so that 20,000 frames stay quick. Widths and places are set on the
 * elements' style, which a content-security policy without inline styles allows.
 */

import { element } from "./element";
import { at, type Frames } from "./frames";
import { type Direction, step } from "./keyboard";
import { type Box, layout, rows } from "./layout";

export interface GraphOptions {
  frames: Frames;
  /** What a screen reader says of a frame. */
  label: (frame: number) => string;
  /** What stands in its box. */
  text: (frame: number) => string;
  /** Whether its function is not of the workspace. */
  elsewhere: (frame: number) => boolean;
  isFound: (frame: number) => boolean;
  searching: () => boolean;
  select: (frame: number) => void;
  zoom: (frame: number) => void;
  zoomOut: () => void;
  open: (frame: number) => void;
  focusSearch: () => void;
  next: (backwards: boolean) => void;
}

export interface GraphView {
  /** Draws the graph; zooms further in when the selected frame would be too narrow. Returns what it zoomed to. */
  draw: (zoomed: number, selected: number) => { zoomed: number };
  focus: () => void;
  onResize: (redraw: () => void) => void;
}

/** Pixels a row. The style sheet has the same. */
const ROW = 20;

/** Rows that are drawn beyond what is in sight. */
const MARGIN = 5;

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
  End: "deepest",
};

export function drawGraph(panel: HTMLElement, options: GraphOptions): GraphView {
  const { frames } = options;
  const tree = element("div", { class: "graph", role: "tree", tabindex: "0", "aria-label": "Flame graph" });
  panel.replaceChildren(tree);
  let boxes: Box[] = [];
  let shown = { zoomed: 0, selected: 0 };
  const strongest = strongestDifference(frames);

  function draw(zoomed: number, selected: number): { zoomed: number } {
    const width = panel.clientWidth;
    shown = { zoomed: zoomedOn(frames, zoomed, selected, width), selected };
    tree.style.height = `${rows(frames, shown.zoomed, width) * ROW}px`;
    reveal(at(frames.depth, selected));
    paint();
    return { zoomed: shown.zoomed };
  }

  function reveal(row: number): void {
    const top = row * ROW;
    if (top < panel.scrollTop) {
      panel.scrollTop = top;
    } else if (top + ROW > panel.scrollTop + panel.clientHeight) {
      panel.scrollTop = top + ROW - panel.clientHeight;
    }
  }

  function paint(): void {
    const first = Math.floor(panel.scrollTop / ROW) - MARGIN;
    const last = Math.ceil((panel.scrollTop + panel.clientHeight) / ROW) + MARGIN;
    const before = boxes;
    boxes = layout(frames, shown.zoomed, panel.clientWidth, first, last);
    // A box that goes away between two clicks would make them no double click.
    if (!same(before, boxes)) {
      tree.replaceChildren(...boxes.map(drawBox));
    }
    boxes.forEach(({ frame }, index) => {
      const box = tree.children[index];
      if (box instanceof HTMLElement) {
        mark(box, frame);
      }
    });
    tree.setAttribute("aria-activedescendant", id(shown.selected));
    tree.classList.toggle("searching", options.searching());
  }

  /** What changes without the place of a box. */
  function mark(box: HTMLElement, frame: number): void {
    const label = options.label(frame);
    box.setAttribute("aria-label", label);
    box.title = label;
    box.setAttribute("aria-selected", String(frame === shown.selected));
    box.classList.toggle("found", options.isFound(frame));
  }

  function drawBox({ frame, row, left, width }: Box): HTMLElement {
    const box = element("div", { class: "frame", id: id(frame), role: "treeitem", "aria-level": String(row + 1) });
    if (at(frames.children, frame) > 0) {
      box.setAttribute("aria-expanded", "true");
    }
    box.style.top = `${row * ROW}px`;
    box.style.left = `${left}px`;
    box.style.width = `${width}px`;
    box.classList.toggle("elsewhere", options.elsewhere(frame));
    box.classList.toggle("above", row < at(frames.depth, shown.zoomed));
    const base = at(frames.base, frame);
    if (base !== null) {
      const change = at(frames.total, frame) - base;
      box.classList.add(change < 0 ? "less" : "more");
      box.style.setProperty("--strength", `${(100 * Math.abs(change)) / strongest}%`);
    }
    if (width > 20) {
      box.textContent = options.text(frame);
    }
    return box;
  }

  const frameAt = (event: Event): number | null => {
    const box = event.target instanceof Element ? event.target.closest(".frame") : null;
    return box === null ? null : Number(box.id.slice("frame-".length));
  };
  // The two clicks of a double click select and open first: each is wanted, and none is waited for.
  tree.addEventListener("click", (event) => {
    const frame = frameAt(event);
    if (frame !== null) {
      options.select(frame);
      if (event.detail <= 1) {
        options.open(frame);
      }
    }
  });
  tree.addEventListener("dblclick", (event) => {
    const frame = frameAt(event);
    if (frame !== null) {
      options.zoom(frame);
    }
  });
  tree.addEventListener("keydown", (event) => {
    if (press(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  panel.addEventListener("scroll", () => requestAnimationFrame(paint), { passive: true });

  function press(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
    const direction = DIRECTIONS[event.key];
    if (direction !== undefined) {
      options.select(step(frames, boxes, shown.selected, direction));
      return true;
    }
    switch (event.key) {
      case "Enter":
        options.zoom(shown.selected);
        return true;
      case "Escape":
        options.zoomOut();
        return true;
      case "Home":
        options.select(shown.zoomed);
        return true;
      case "o":
      case " ":
        options.open(shown.selected);
        return true;
      case "/":
        options.focusSearch();
        return true;
      case "n":
      case "N":
        options.next(event.key === "N");
        return true;
      default:
        return false;
    }
  }

  return {
    draw,
    focus: () => tree.focus(),
    onResize: (redraw) => {
      let width = 0;
      new ResizeObserver(() => {
        if (panel.clientWidth !== width && panel.clientWidth > 0) {
          width = panel.clientWidth;
          redraw();
        }
      }).observe(panel);
    },
  };
}

function id(frame: number): string {
  return `frame-${frame}`;
}

/** The frame to zoom to so that the selected one is wide enough: the wanted one, or one further in. */
function zoomedOn(frames: Frames, zoomed: number, selected: number, width: number): number {
  const drawn = (from: number): boolean => {
    const row = at(frames.depth, selected);
    return layout(frames, from, width, row, row).some((box) => box.frame === selected);
  };
  if (drawn(zoomed)) {
    return zoomed;
  }
  const parent = Math.max(0, at(frames.parent, selected));
  return drawn(parent) ? parent : selected;
}

function same(before: readonly Box[], after: readonly Box[]): boolean {
  return (
    before.length === after.length &&
    before.every((box, index) => {
      const other = at(after, index);
      return box.frame === other.frame && box.left === other.left && box.width === other.width;
    })
  );
}

/** What is painted in the full colour. */
function strongestDifference(frames: Frames): number {
  return frames.base.reduce<number>(
    (strongest, base, frame) => (base === null ? strongest : Math.max(strongest, Math.abs(at(frames.total, frame) - base))),
    Number.MIN_VALUE,
  );
}

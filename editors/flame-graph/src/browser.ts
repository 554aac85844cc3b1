/** The page as one file for a browser: its graph stands in the file, sources are links. */

import { element } from "./element";
import { framesOf } from "./frames";
import type { FlameGraph } from "./graph";
import { showFlameGraph } from "./page";

const page = document.getElementById("page");
const data = document.getElementById("data")?.textContent ?? "";
if (page !== null) {
  try {
    const graph = JSON.parse(data) as FlameGraph & { inverted?: boolean };
    document.title = `${graph.profile.name}: flame graph`;
    const { root, inverted, ...rest } = graph;
    const content = { graph: rest, frames: framesOf({ ...rest, root }), inverted: inverted === true };
    showFlameGraph(page, content, { open: null, invert: null, save: () => undefined }, null);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    page.replaceChildren(element("p", { role: "alert" }, `This file holds no flame graph: ${reason}`));
  }
}

/** What the panel of a flame graph and its page say to each other. */

import type { Content } from "../../../flame-graph/src/page";

export type ToPage = { kind: "show"; content: Content } | { kind: "failed"; reason: string };

export type FromPage = { kind: "ready" } | { kind: "open"; function: number } | { kind: "invert"; inverted: boolean };

/** The message, when it is one; whatever a page sends is checked. */
export function fromPage(message: unknown): FromPage | null {
  if (typeof message !== "object" || message === null) {
    return null;
  }
  const { kind, function: index, inverted } = message as Record<string, unknown>;
  switch (kind) {
    case "ready":
      return { kind };
    case "open":
      return typeof index === "number" && Number.isSafeInteger(index) ? { kind, function: index } : null;
    case "invert":
      return typeof inverted === "boolean" ? { kind, inverted } : null;
    default:
      return null;
  }
}

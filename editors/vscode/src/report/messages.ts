/** What the panel and its page say to each other. */

export interface Shown {
  kind: "show";
  /** All of the report: markdown. */
  text: string;
  status: string;
  running: boolean;
}

/** The question was not taken: it stands in its field again. */
export interface Refused {
  kind: "refused";
  question: string;
}

export type ToPage = Shown | Refused;

export type FromPage =
  | { kind: "ready" }
  | { kind: "ask"; text: string }
  | { kind: "stop" }
  | { kind: "copy" }
  | { kind: "openFile" }
  | { kind: "openLink"; href: string };

/** The message, when it is one; whatever a page sends is checked. */
export function fromPage(message: unknown): FromPage | null {
  if (typeof message !== "object" || message === null) {
    return null;
  }
  const { kind, text, href } = message as Record<string, unknown>;
  switch (kind) {
    case "ready":
    case "stop":
    case "copy":
    case "openFile":
      return { kind };
    case "ask":
      return typeof text === "string" ? { kind, text } : null;
    case "openLink":
      return typeof href === "string" ? { kind, href } : null;
    default:
      return null;
  }
}

/** What the server asks the user by `window/showMessageRequest`. */

/** How a question is put: beside the work, as a list to choose from, or before all else. */
export type Form = "notification" | "list" | "modal";

/** More answers than these are no buttons any more. */
const BUTTONS = 4;

/** Consent to send text to another machine is asked before all else: the answer must not be lost among notifications. */
export function formOf(titles: readonly string[]): Form {
  if (titles.length === 2 && titles[0]?.startsWith("Send to ") === true && titles[1] === "Not now") {
    return "modal";
  }
  return titles.length > BUTTONS ? "list" : "notification";
}

/** The question itself, and what stands smaller below it. */
export function split(message: string): { question: string; detail: string } {
  const end = message.indexOf("? ");
  return end === -1 ? { question: message, detail: "" } : { question: message.slice(0, end + 1), detail: message.slice(end + 2) };
}

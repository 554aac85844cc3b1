/** What is known of a report, from the notifications that bring it and from `sysgrok/reportText`. */

/** Parameters of `sysgrok/report`; see `editors/PROTOCOL.md`. */
export interface ReportChange {
  uri: string;
  id: string;
  title: string;
  text: string;
  model: string | null;
  progress: string | null;
  done: boolean;
}

/** Answer of `sysgrok/reportText`; see `editors/PROTOCOL.md`. */
export interface ReportText {
  uri: string;
  title: string;
  text: string;
  model: string | null;
  running: boolean;
  id: string | null;
}

export interface ReportState {
  uri: string;
  title: string;
  /** All of it: markdown. */
  text: string;
  /** The model that answered last; `null` when none did. */
  model: string | null;
  /** What is done at the moment, in words. */
  progress: string;
  /** The answer that is being written; `null` when none is. */
  running: string | null;
}

/** What a notification makes of a report. The first text under an id is all that stands in the report so far. */
export function changed(before: ReportState | undefined, change: ReportChange): ReportState {
  const goesOn = before?.running === change.id;
  return {
    uri: change.uri,
    title: change.title,
    text: goesOn ? before.text + change.text : startOf(before, change),
    model: change.model ?? (goesOn ? before.model : null),
    progress: change.progress ?? (goesOn ? before.progress : ""),
    running: change.done ? null : change.id,
  };
}

/** An answer that ends before it said anything leaves what stands there. */
function startOf(before: ReportState | undefined, change: ReportChange): string {
  return change.done && change.text === "" ? (before?.text ?? "") : change.text;
}

export function opened(report: ReportText): ReportState {
  return {
    uri: report.uri,
    title: report.title,
    text: report.text,
    model: report.model,
    progress: "",
    running: report.running ? report.id : null,
  };
}

/** What the status line says. */
export function status(report: ReportState): string {
  if (report.running !== null) {
    return report.progress === "" ? "An answer is being written" : capitalised(report.progress);
  }
  return report.model === null ? "" : `Answered by ${report.model}`;
}

/** The title without the marks of markdown, for tabs and windows. */
export function plainTitle(title: string): string {
  return title.replace(/\\([!-/:-@[-`{-~])|[`*]/g, "$1").trim() || "Report";
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

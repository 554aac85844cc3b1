/** Our own methods, as `editors/PROTOCOL.md` writes them. Shares are fractions from 0 to 1; what is not known is null. */

import type { FlameGraph } from "../../flame-graph/src/graph";
import type { ReportChange, ReportText } from "./report/state";

export type { FlameGraph, ReportChange, ReportText };

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface Location {
  uri: string;
  range: Range;
}

export interface ProfileInfo {
  uri: string;
  name: string;
  valueType: string;
  unit: string;
  whole: number;
  complete: boolean;
  samples: number | null;
  provenance: Provenance;
}

export interface Provenance {
  format: string | null;
  tool: string | null;
  command: string | null;
  recorded: string | null;
  host: string | null;
  revision: string | null;
}

export interface DocumentHeat {
  profile: ProfileInfo;
  version: number | null;
  self: number | null;
  total: number | null;
  stale: boolean;
  functions: FunctionHeat[];
  lines: LineHeat[];
}

export interface FunctionHeat {
  name: string;
  range: Range;
  selectionRange: Range;
  self: number | null;
  total: number | null;
  samples: { hit: number; of: number; margin: number } | null;
  stale: boolean;
}

export interface LineHeat {
  range: Range;
  self: number | null;
  total: number | null;
}

export type SpotKind = "functions" | "files" | "lines";

export interface HotSpots {
  profiles: ProfileInfo[];
  spots: HotSpot[];
}

export interface HotSpot {
  profile: number;
  name: string;
  location: Location | null;
  self: number | null;
  total: number | null;
  mapping: string | null;
  elsewhere: string | null;
  stale: boolean;
}

export interface Status {
  folders: FolderHeat[];
}

export interface FolderHeat {
  uri: string;
  shown: ProfileInfo | null;
  loaded: string[];
  /** Absent from servers that do not offer `sysgrok/status`. */
  valueTypes?: string[];
  /** Absent from servers that do not offer `sysgrok/status`. */
  hidden?: boolean;
}

export interface Callers {
  function: string;
  self: number | null;
  total: number | null;
  callers: CallEdge[];
  callees: CallEdge[];
}

export interface CallEdge {
  name: string;
  location: Location | null;
  mapping: string | null;
  total: number | null;
  ofFunction: number | null;
}

export interface ReportInfo {
  uri: string;
  title: string;
  created: string | null;
  running: boolean;
  id: string | null;
}

export type AskKind =
  | "explainFunction"
  | "optimise"
  | "explainProcess"
  | "findFaster"
  | "stackTrace"
  | "topN"
  | "code"
  | "chat"
  | "followUp"
  | "debugHost"
  | "analyzeCommand";

/** A report that has begun. */
export interface Asked {
  report: string;
  id: string;
}

export interface Hosts {
  hosts: HostInfo[];
  groups: { name: string; hosts: string[] }[];
}

export interface HostInfo {
  name: string;
  detail: string | null;
  from: "ssh" | "local" | "docker" | "kubectl" | "settings" | "recent";
}

export interface Explained {
  textDocument: { uri: string };
  range: Range;
  function: string;
}

/** The requests: what is asked, and what is answered. */
export interface Requests {
  "sysgrok/heat": { params: { textDocument: { uri: string } }; answer: DocumentHeat | null };
  "sysgrok/hotSpots": { params: { kind: SpotKind; limit: number; onlyWorkspace: boolean }; answer: HotSpots };
  "sysgrok/status": { params: null; answer: Status };
  "sysgrok/callers": { params: { profile: string | null; function: string; limit: number }; answer: Callers | null };
  "sysgrok/flameGraph": {
    params: { profile: string | null; base: string | null; function: string | null; invert: boolean; limit?: number };
    answer: FlameGraph;
  };
  "sysgrok/reports": { params: { limit: number }; answer: { reports: ReportInfo[] } };
  "sysgrok/reportText": { params: { uri: string }; answer: ReportText };
  "sysgrok/ask": { params: { kind: AskKind; argument: object }; answer: Asked };
  "sysgrok/hosts": { params: Record<string, never>; answer: Hosts };
}

export type Method = keyof Requests;

/** The notifications that we ask for in the client's capabilities. */
export interface Notifications {
  "sysgrok/heatChanged": Status;
  "sysgrok/report": ReportChange;
  "sysgrok/explained": Explained;
}

export type Notification = keyof Notifications;

/** What the server says in `experimental.sysgrok` of its capabilities: the methods that it knows. */
export function offered(experimental: unknown): ReadonlySet<string> {
  const own = field(experimental, "sysgrok");
  if (typeof own !== "object" || own === null) {
    return new Set();
  }
  const known = Object.entries(own).filter(([, value]) => value === true);
  return new Set(known.map(([name]) => `sysgrok/${name}`));
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/**
 * A flame graph as the server gives it: the answer of `sysgrok/flameGraph`, described in `editors/PROTOCOL.md`.
 *
 * Shares are fractions of the whole of the profile, from 0 to 1.
 */

export interface FlameGraph {
  profile: GraphProfile;
  /** The profile that is compared with; `null` when none is. */
  base: GraphProfile | null;
  functions: FlameFunction[];
  root: FlameNode;
  /** The share that stands in frames which were left out, because there were too many. */
  leftOut: number;
  /** Why there is nothing to draw; `null` when there is something. */
  reason: string | null;
}

/** What the page shows of a profile. */
export interface GraphProfile {
  name: string;
  valueType: string;
  unit: string;
  whole: number;
}

export interface FlameFunction {
  name: string;
  location: SourceLocation | null;
  /** The binary or library. */
  mapping: string | null;
  inWorkspace: boolean;
}

/** A `Location` of the Language Server Protocol: lines and characters count from 0. */
export interface SourceLocation {
  uri: string;
  range: { start: SourcePosition; end: SourcePosition };
}

export interface SourcePosition {
  line: number;
  character: number;
}

export interface FlameNode {
  /** Index into `functions`; `null` for the root. */
  function: number | null;
  total: number;
  self: number;
  /** Its share in the profile that is compared with, 0 where it is not there; `null` when none is compared. */
  base: number | null;
  /** Heaviest first. */
  children: FlameNode[];
}

/** Which binary is the server: the setting's, else one on the PATH, else the one that came with the extension. */

import { age } from "./version";

export interface Place {
  path: string;
  from: "setting" | "PATH" | "bundled";
}

export interface Found extends Place {
  version: string;
}

/** Why a binary is not the server. */
export interface Refused extends Place {
  why: string;
}

export interface Search {
  found: Found | null;
  /** All that were tried in vain, in order. */
  refused: Refused[];
}

/** Asks a binary for its version. */
export type Probe = (path: string) => Promise<{ version: string } | { why: string }>;

export interface Surroundings {
  /** `sysgrok.server.path`; empty when not set. */
  setting: string;
  /** The environment's PATH. */
  path: string;
  home: string;
  /** The binary that came with the extension, whether or not it is there. */
  bundled: string;
  platform: NodeJS.Platform;
  /** The version of the extension. */
  extension: string;
}

/** The binaries to try. A setting stands alone: who names a binary wants no other. */
export function places(surroundings: Surroundings): Place[] {
  const { setting, path, home, bundled, platform } = surroundings;
  if (setting !== "") {
    return [{ path: setting.replace(/^~(?=[\\/]|$)/, () => home), from: "setting" }];
  }
  const windows = platform === "win32";
  const folders = path.split(windows ? ";" : ":").map((folder) => (windows ? folder.replace(/^"(.*)"$/, "$1") : folder));
  const separator = windows ? "\\" : "/";
  // A relative folder on the PATH would start what a workspace holds.
  const onPath = folders
    .filter((folder) => isAbsolute(folder, windows))
    .map((folder) => `${folder.replace(/[\\/]+$/, "")}${separator}${windows ? "sysgrok.exe" : "sysgrok"}`);
  const unique = [...new Set(onPath)].filter((binary) => binary !== bundled);
  return [...unique.map((binary): Place => ({ path: binary, from: "PATH" })), { path: bundled, from: "bundled" }];
}

/** The first that answers; one that is older than the extension only when nothing newer is there. */
export async function find(surroundings: Surroundings, probe: Probe): Promise<Search> {
  const refused: Refused[] = [];
  let older: Found | null = null;
  for (const place of places(surroundings)) {
    if (!isAbsolute(place.path, surroundings.platform === "win32")) {
      refused.push({ ...place, why: "the path is not absolute" });
      continue;
    }
    const answer = await probe(place.path);
    if ("why" in answer) {
      refused.push({ ...place, why: answer.why });
    } else if (age(answer.version, surroundings.extension) === "older") {
      older ??= { ...place, version: answer.version };
    } else {
      return { found: { ...place, version: answer.version }, refused };
    }
  }
  return { found: older, refused };
}

function isAbsolute(path: string, windows: boolean): boolean {
  return windows ? /^[A-Za-z]:[\\/]|^[\\/]{2}/.test(path) : path.startsWith("/");
}

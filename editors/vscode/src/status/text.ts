/** What the status bar says. */

import type { ServerState } from "../api";
import type { FolderHeat, ProfileInfo, Status } from "../protocol";

export interface Bar {
  text: string;
  tooltip: string;
  /** Whether it asks for attention. */
  warning: boolean;
}

/** The folder that a document lies in, the innermost; without one the only folder, or the first with a profile. */
export function folderOf(status: Status, document: string | null): FolderHeat | null {
  const around = status.folders.filter(({ uri }) => document?.startsWith(`${uri.replace(/\/$/, "")}/`) === true);
  around.sort((one, other) => other.uri.length - one.uri.length);
  return around[0] ?? status.folders.find(({ shown }) => shown !== null) ?? status.folders[0] ?? null;
}

export function bar(server: ServerState, folder: FolderHeat | null): Bar {
  switch (server.kind) {
    case "failed":
      return { text: "$(warning) sysgrok", tooltip: server.why, warning: true };
    case "stopped":
      return { text: "$(circle-slash) sysgrok", tooltip: "sysgrok's server is stopped.", warning: false };
    case "starting":
      return { text: "$(loading~spin) sysgrok", tooltip: "sysgrok's server is starting.", warning: false };
    case "running":
      return folder?.shown == null ? withoutProfile(folder) : shown(folder.shown, folder.loaded);
  }
}

function shown(profile: ProfileInfo, loaded: readonly string[]): Bar {
  const { name, valueType, provenance } = profile;
  const { tool, command, recorded, host } = provenance;
  const facts = [
    `Profile: ${name}`,
    `Value type: ${valueType}, in ${profile.unit}`,
    ...(profile.samples === null ? [] : [`Samples: ${profile.samples}`]),
    ...(tool === null ? [] : [`Recorded by ${tool}`]),
    ...(command === null ? [] : [`Command: ${command}`]),
    ...(recorded === null ? [] : [`Recorded: ${recorded}`]),
    ...(host === null ? [] : [`Host: ${host}`]),
    ...(profile.complete ? [] : ["The file shows only the heaviest entries of the recording."]),
    ...(loaded.length > 1 ? [`${loaded.length} profiles are loaded.`] : []),
    "Click to choose another profile or value type.",
  ];
  return { text: `$(flame) ${iconless(baseName(name))} · ${iconless(valueType)}`, tooltip: facts.join("\n"), warning: false };
}

function withoutProfile(folder: FolderHeat | null): Bar {
  const hidden = folder !== null && (folder.hidden ?? folder.loaded.length > 0);
  return hidden
    ? { text: "$(flame) hidden", tooltip: "A profile is loaded, and its heat is hidden. Click to show it.", warning: false }
    : { text: "$(flame) no profile", tooltip: "sysgrok found no profile. Click to load one.", warning: false };
}

function baseName(path: string): string {
  return path.replace(/^.*[\\/]/, "");
}

/** Names come from files: `$(...)` in them is no icon. */
function iconless(name: string): string {
  return name.replace(/\$\(/g, "$\u200b(");
}

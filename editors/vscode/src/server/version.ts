/** Versions of the server beside that of the extension. */

/** Servers of the same minor version speak the same protocol. */
export type Age = "same" | "older" | "newer";

/** How old a server is beside the extension; `null` when one of the versions is none. */
export function age(server: string, extension: string): Age | null {
  const its = numbers(server);
  const ours = numbers(extension);
  if (its === null || ours === null) {
    return null;
  }
  const difference = its.major - ours.major || its.minor - ours.minor;
  return difference === 0 ? "same" : difference < 0 ? "older" : "newer";
}

/** The version in what `sysgrok --version` prints; `null` when another program of this name printed it. */
export function printedVersion(output: string): string | null {
  return /^sysgrok (\d+\.\d+\.\d+\S*)/.exec(output)?.[1] ?? null;
}

function numbers(version: string): { major: number; minor: number } | null {
  const [, major, minor] = /^(\d{1,9})\.(\d{1,9})\./.exec(version) ?? [];
  return major === undefined || minor === undefined ? null : { major: Number(major), minor: Number(minor) };
}

/** Which links of a report may be followed. The text is a model's or a profile's: any address may stand in it. */

export type CheckedLink =
  /** A file of the workspace; `line` counts from 0. */
  | { kind: "file"; uri: string; line: number | null }
  /** An address for the browser; VS Code asks before it opens one that the user does not trust. */
  | { kind: "web"; url: string };

/** The link, when it may be followed; `folders` are the URIs of the workspace's folders. */
export function checkedLink(href: string, folders: readonly string[]): CheckedLink | null {
  if (!URL.canParse(href)) {
    return null;
  }
  const url = new URL(href);
  if (url.protocol === "https:" && url.username === "" && url.password === "") {
    return { kind: "web", url: url.href };
  }
  // A host would make it a file of another machine.
  if (url.protocol !== "file:" || url.host !== "" || url.search !== "") {
    return null;
  }
  const path = decoded(url.pathname);
  // URL resolves dots, but not those that are encoded together with their slashes.
  if (path === null || /(^|[\\/])\.\.([\\/]|$)/.test(path)) {
    return null;
  }
  const inside = folders.some((folder) => isWithin(path, folder));
  return inside ? { kind: "file", uri: `file://${url.pathname}`, line: lineOf(url.hash) } : null;
}

function isWithin(path: string, folder: string): boolean {
  if (!URL.canParse(folder)) {
    return false;
  }
  const { protocol, pathname } = new URL(folder);
  const root = decoded(pathname)?.replace(/\/+$/, "");
  return protocol === "file:" && root !== undefined && path.startsWith(`${root}/`);
}

/** `#L8`, `#L8,3` and `#8` name the eighth line. */
function lineOf(hash: string): number | null {
  const line = /^#L?(\d{1,9})(?:[,:-].*)?$/.exec(hash)?.[1];
  return line === undefined ? null : Math.max(0, Number(line) - 1);
}

function decoded(path: string): string | null {
  try {
    // The drives of Windows are written in both cases.
    return decodeURIComponent(path).replace(/^\/[A-Z]:/, (drive) => drive.toLowerCase());
  } catch {
    return null;
  }
}

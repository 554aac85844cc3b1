/** How shares and differences are said, the same in frames, labels and the table. */

/** A fraction for people: `27.3 %`. */
export function percent(share: number): string {
  const percent = 100 * share;
  return percent > 0 && percent < 0.05 ? "<0.1 %" : `${percent.toFixed(1)} %`;
}

/** A difference of two shares with its sign, in points of a hundred: `+3.1`, `−0.4`, `±0.0`. */
export function difference(share: number, base: number): string {
  const points = 100 * (share - base);
  const shown = Math.abs(points).toFixed(1);
  if (shown === "0.0") {
    return "±0.0";
  }
  return points > 0 ? `+${shown}` : `−${shown}`;
}

/** `table.c:8`: the last part of the location's path, and its line as people count. */
export function place(uri: string, line: number): string {
  return `${path(uri).replace(/^.*\//, "")}:${line + 1}`;
}

/** The path of a `file:` URI; of another the URI itself. */
export function path(uri: string): string {
  const encoded = /^file:\/\/[^/]*(\/.*)$/.exec(uri)?.[1];
  if (encoded === undefined) {
    return uri;
  }
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/**
 * A name as it can be seen: characters that are invisible, or turn the direction of what follows, are written as
 * `\u{202e}`. Profiles are written by others.
 */
export function visible(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

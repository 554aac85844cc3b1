/** The pictures of the gutter. */

import type { Level } from "./levels";
import type { Shape } from "./marks";

const SIZE = 16;

/** A bar whose length is its level: it reads without its colour. */
export function bar(shape: Shape, level: Level, colour: string): string {
  const length = 1 + 3 * level;
  const place = `y="3" height="10"`;
  const inset = `x="0.75" y="3.75" width="${length - 1.5}" height="8.5" fill="none" stroke-width="1.5"`;
  switch (shape) {
    case "line":
      return svg(`<rect x="0" ${place} width="${length}" fill="${colour}"/>`);
    case "function":
      return svg(`<rect ${inset} stroke="${colour}"/>`);
    case "stale":
      return svg(`<rect ${inset} stroke="${colour}" stroke-dasharray="2 1.5"/>`);
  }
}

/** The picture as an address. */
export function dataUri(picture: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(picture).toString("base64")}`;
}

function svg(content: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" viewBox="0 0 ${SIZE} ${SIZE}">${content}</svg>`;
}

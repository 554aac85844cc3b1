import assert from "node:assert/strict";
import { test } from "node:test";

import manifest from "../../package.json";
import { bar, dataUri } from "../../src/heat/bars";
import { colour, type Contributed, type ThemeKind } from "../../src/heat/colours";
import { LEVELS } from "../../src/heat/levels";

const CONTRIBUTED: Contributed = manifest.contributes.colors;

/** The backgrounds of VS Code's own themes: Dark Modern, Light Modern, and both with high contrast. */
const BACKGROUNDS: Record<ThemeKind, string> = {
  dark: "#1f1f1f",
  light: "#ffffff",
  highContrast: "#000000",
  highContrastLight: "#ffffff",
};

/** Contrast of two colours, as WCAG 2.2 defines it. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test("every colour stands out from its background: 3 to 1 for graphics, 7 to 1 with high contrast", () => {
  for (const kind of Object.keys(BACKGROUNDS) as ThemeKind[]) {
    for (const level of LEVELS) {
      const painted = colour(level, { kind, name: "" }, CONTRIBUTED, undefined);
      const wanted = kind.startsWith("highContrast") ? 7 : 3;
      const found = contrast(painted, BACKGROUNDS[kind]);
      assert.ok(found >= wanted, `heat${level} ${painted} on ${kind}: ${found.toFixed(2)}`);
    }
  }
});

test("the user's colours count, those for the theme first", () => {
  const customised = {
    "sysgrok.heat5": "#111111",
    "[Solar*][Other]": { "sysgrok.heat5": "#222222" },
    "[Dark (a+b)]": { "sysgrok.heat5": "#333333" },
  };
  const of = (name: string): string => colour(5, { kind: "dark", name }, CONTRIBUTED, customised);
  assert.deepEqual(["Plain", "Solarized Dark", "Other", "Dark (a+b)"].map(of), ["#111111", "#222222", "#222222", "#333333"]);
});

test("what is no colour is not put into a picture", () => {
  const customised = { "sysgrok.heat5": '"/><script>' };
  assert.match(colour(5, { kind: "dark", name: "" }, CONTRIBUTED, customised), /^#[0-9a-f]{6}$/);
});

test("bars differ in length and shape, whatever their colour", () => {
  const shapes = ["line", "function", "stale"] as const;
  const all = shapes.flatMap((shape) => LEVELS.map((level) => bar(shape, level, "#888888")));
  assert.equal(new Set(all).size, 15);
  assert.match(dataUri(bar("line", 1, "#888888")), /^data:image\/svg\+xml;base64,[A-Za-z0-9+/=]+$/);
});

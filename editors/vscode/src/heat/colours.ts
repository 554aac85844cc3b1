/** The colours of heat as a theme of VS Code has them. */

import type { Level } from "./levels";

export type ThemeKind = "dark" | "light" | "highContrast" | "highContrastLight";

/** `contributes.colors` of the manifest. */
export type Contributed = readonly { id: string; defaults: Readonly<Record<ThemeKind, string>> }[];

export interface Theme {
  kind: ThemeKind;
  name: string;
}

export function colourId(level: Level): string {
  return `sysgrok.heat${level}`;
}

/**
 * The colour of a level for pictures, which cannot name a theme's colour: the user's own of `workbench.colorCustomizations`,
 * those for the theme first, else the default of the theme's kind.
 */
export function colour(level: Level, theme: Theme, contributed: Contributed, customised: unknown): string {
  const id = colourId(level);
  const own = [...blocksFor(theme.name, customised), customised].map((block) => colourIn(block, id));
  const ours = contributed.find((one) => one.id === id)?.defaults[theme.kind];
  return own.find((found) => found !== null) ?? ours ?? "#888888";
}

/** The blocks of customisations for themes: `"[Name][Other*]": { ... }`. */
function blocksFor(theme: string, customised: unknown): unknown[] {
  if (typeof customised !== "object" || customised === null) {
    return [];
  }
  const entries = Object.entries(customised);
  return entries.filter(([names]) => [...names.matchAll(/\[([^\]]*)\]/g)].some(([, name = ""]) => fits(name, theme))).map(([, block]) => block as unknown);
}

function fits(pattern: string, theme: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(theme);
}

/** Written as VS Code takes colours; anything else would end the picture's attribute. */
function colourIn(block: unknown, id: string): string | null {
  const value = typeof block === "object" && block !== null ? (block as Record<string, unknown>)[id] : undefined;
  return typeof value === "string" && /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(value) ? value : null;
}

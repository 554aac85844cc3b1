/** Which languages another extension serves already. */

/** What is looked at of an extension's manifest. */
export interface Manifest {
  main?: unknown;
  browser?: unknown;
  activationEvents?: unknown;
  contributes?: { languages?: unknown };
}

/** The languages that our grammars know, by VS Code's names. */
export const LANGUAGES = [
  "c",
  "cpp",
  "csharp",
  "elixir",
  "go",
  "haskell",
  "java",
  "javascript",
  "javascriptreact",
  "julia",
  "kotlin",
  "lua",
  "ocaml",
  "php",
  "python",
  "ruby",
  "rust",
  "scala",
  "shellscript",
  "swift",
  "typescript",
  "typescriptreact",
  "zig",
] as const;

/** Our languages for which no other extension with code of its own starts. */
export function unserved(others: readonly Manifest[]): string[] {
  const served = new Set(others.filter(hasCode).flatMap(languagesOf));
  return LANGUAGES.filter((language) => !served.has(language));
}

function hasCode(manifest: Manifest): boolean {
  return typeof manifest.main === "string" || typeof manifest.browser === "string";
}

/** VS Code starts an extension for the languages that it declares, too. */
function languagesOf({ activationEvents, contributes }: Manifest): string[] {
  const events = Array.isArray(activationEvents) ? activationEvents : [];
  const asked = events.flatMap((event) => (typeof event === "string" ? (/^onLanguage:(.+)$/.exec(event)?.[1] ?? []) : []));
  const declared = Array.isArray(contributes?.languages) ? contributes.languages : [];
  return [...asked, ...declared.map((language: { id?: unknown }) => String(language.id))];
}

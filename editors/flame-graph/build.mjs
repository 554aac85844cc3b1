// Builds flame-graph.html: one file without a network. Its policy lets nothing run but the script whose hash it names.
//
// `--check` fails when the file that is kept is not what the sources build.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const folder = dirname(fileURLToPath(import.meta.url));
const file = join(folder, "flame-graph.html");

async function bundle(entry) {
  const { outputFiles } = await build({
    entryPoints: [join(folder, entry)],
    bundle: true,
    minify: true,
    format: "iife",
    charset: "ascii",
    target: ["chrome123", "firefox121", "safari17.5"],
    write: false,
  });
  return outputFiles[0].text.trim();
}

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const script = await bundle("src/browser.ts");
const style = await bundle("src/style.css");
if (/<\/(script|style)/i.test(script + style)) {
  throw new Error("the sources would end their own element");
}
const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>Flame graph</title>
<style>${style}</style>
</head>
<body>
<main id="page"></main>
<script type="application/json" id="data">SYSGROK_FLAME_GRAPH</script>
<script>${script}</script>
</body>
</html>
`;

if (process.argv.includes("--check")) {
  if (readFileSync(file, "utf8") !== page) {
    console.error("editors/flame-graph/flame-graph.html is not what its sources build: npm run build");
    process.exit(1);
  }
} else {
  writeFileSync(file, page);
}

// Builds dist/: the extension, and the scripts and styles of its webviews. `--watch` builds again at each change.

import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build, context } from "esbuild";

const folder = dirname(fileURLToPath(import.meta.url));
const dist = join(folder, "dist");
const watch = process.argv.includes("--watch");
const shared = { bundle: true, minify: !watch, sourcemap: watch, outdir: dist, logLevel: "warning" };

const builds = [
  {
    ...shared,
    entryPoints: { extension: join(folder, "src/extension.ts") },
    platform: "node",
    format: "cjs",
    // Node of VS Code 1.90.
    target: "node20.9",
    external: ["vscode"],
  },
  {
    ...shared,
    entryPoints: [
      { in: join(folder, "src/report/page/page.ts"), out: "reportPage" },
      { in: join(folder, "src/report/page/page.css"), out: "reportPage" },
      { in: join(folder, "src/flameGraph/page/page.ts"), out: "flameGraphPage" },
      { in: join(folder, "../flame-graph/src/style.css"), out: "flameGraphPage" },
    ],
    platform: "browser",
    format: "iife",
    // Chromium of VS Code 1.90.
    target: "chrome122",
  },
];

rmSync(dist, { recursive: true, force: true });
if (watch) {
  for (const options of builds) {
    await (await context(options)).watch();
  }
} else {
  await Promise.all(builds.map((options) => build(options)));
}

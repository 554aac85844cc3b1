// Bundles the tests and gives them to Node's own runner.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const folder = dirname(fileURLToPath(import.meta.url));
const tests = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
const built = mkdtempSync(join(tmpdir(), "flame-graph-"));
try {
  await build({
    entryPoints: tests.map((name) => join(folder, name)),
    bundle: true,
    platform: "node",
    format: "esm",
    outdir: built,
    outExtension: { ".js": ".mjs" },
    sourcemap: "inline",
  });
  const files = tests.map((name) => join(built, name.replace(/\.ts$/, ".mjs")));
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  rmSync(built, { recursive: true });
}

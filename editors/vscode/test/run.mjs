// Bundles the tests that need no VS Code, and gives them to Node's own runner.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const folder = dirname(fileURLToPath(import.meta.url));
const tests = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".test.ts"))
  .map((entry) => join(entry.parentPath, entry.name));
const built = mkdtempSync(join(tmpdir(), "sysgrok-vscode-"));
try {
  await build({
    entryPoints: tests,
    outbase: folder,
    bundle: true,
    platform: "node",
    format: "cjs",
    outdir: built,
    outExtension: { ".js": ".cjs" },
    sourcemap: "inline",
    define: { "import.meta.dirname": JSON.stringify(folder) },
  });
  const files = tests.map((test) => join(built, relative(folder, test).replace(/\.ts$/, ".cjs")));
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  rmSync(built, { recursive: true });
}

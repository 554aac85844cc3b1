import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import manifest from "../package.json";

const ROOT = join(import.meta.dirname, "..");

/** All our sources as one text. */
const SOURCES = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
  .join("\n");

const COMMANDS = manifest.contributes.commands.map(({ command }) => command);

test("the palette's names are none of the server's, which the language client takes", () => {
  const server = readFileSync(join(ROOT, "../COMMANDS.md"), "utf8");
  const taken = [...server.matchAll(/`(sysgrok\.\w+)`/g)].map(([, name]) => name);
  assert.ok(taken.length > 10);
  assert.deepEqual(COMMANDS.filter((command) => taken.includes(command)), []);
});

test("menus and welcomes name commands that there are", () => {
  const menus = Object.values(manifest.contributes.menus).flat();
  const named = menus.flatMap((entry) => ("command" in entry ? [entry.command] : []));
  const texts = [...manifest.contributes.viewsWelcome.map(({ contents }) => contents), ...manifest.contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description))];
  const linked = texts.flatMap((text) => [...text.matchAll(/\(command:([\w.]+)/g)].map(([, name = ""]) => name));
  const missing = [...named, ...linked].filter((name) => !COMMANDS.includes(name) && !/^(sysgrok\.\w+\.focus|workbench\..*)$/.test(name));
  assert.deepEqual(missing, []);
});

test("commands that the sources run exist", () => {
  const run = [...SOURCES.matchAll(/"(sysgrok\.(?:ui|flameGraph)\.[\w.]+)"/g)].map(([, name = ""]) => name);
  assert.deepEqual(run.filter((name) => !COMMANDS.includes(name)), []);
});

test("the files that the manifest names are there", () => {
  const media = manifest.contributes.walkthroughs.flatMap(({ steps }) => steps.map((step) => step.media.markdown));
  for (const file of [...media, manifest.contributes.viewsContainers.activitybar[0]?.icon ?? ""]) {
    assert.ok(readFileSync(join(ROOT, file)).length > 0, file);
  }
});

test("versions are pinned, and the lock file names no registry", () => {
  const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
  assert.deepEqual(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version)), []);
  assert.doesNotMatch(readFileSync(join(ROOT, "package-lock.json"), "utf8"), /"resolved"/);
});

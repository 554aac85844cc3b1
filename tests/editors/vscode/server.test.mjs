// The server is missing, is another program, is old, ends by itself, or has several folders to serve.

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { startCodeServer } from "./support/codeServer.mjs";
import { bars, statusText, until } from "./support/heat.mjs";
import { changeBinary } from "./support/settings.mjs";
import { openFile, openWindow } from "./support/window.mjs";

const SCRIPTS = mkdtempSync(join(tmpdir(), "sysgrok-scripts-"));

after(() => rmSync(SCRIPTS, { recursive: true }));

/** A window of VS Code with these settings, for one test. */
async function inWindow({ address = ({ url }) => url, ...options }, use) {
  const server = await startCodeServer(options);
  const { browser, page } = await openWindow(address(server));
  try {
    await use({ server, page });
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** A script in place of the server, in a folder with spaces; `$REAL` is the server. */
function script(name, text) {
  const folder = join(SCRIPTS, "my tools");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nREAL='${process.env.SYSGROK_BINARY}'\n${text}\n`, { mode: 0o755 });
  return path;
}

function notification(page, text) {
  return page.locator(".notification-list-item, .notification-toast", { hasText: text }).first();
}

test("a missing binary is told with ways out; the setting alone brings the heat", async () => {
  await inWindow({ path: "/nowhere/sys grok" }, async ({ server, page }) => {
    const message = notification(page, "the setting sysgrok.server.path names /nowhere/sys grok, but there is no such file");
    await message.waitFor();
    const buttons = await message.locator(".monaco-button:visible").allInnerTexts();
    assert.deepEqual(buttons, ["Choose the Binary…", "Open Settings", "Show Log"]);
    assert.equal(await statusText(page), "sysgrok");
    await openFile(page, "src/table.c");

    const other = script("other", "echo 'usage: sysgrok [-h]' >&2; exit 2");
    await changeBinary(page, server, other);
    await notification(page, "another program of this name").waitFor();

    const real = script("sysgrok", 'exec "$REAL" "$@"');
    await changeBinary(page, server, real);
    const seen = await until(
      () => bars(page),
      (seen) => seen.size >= 5,
    );
    assert.equal(seen.get(14)?.length, 16);
  });
});

test("another version is told once, and still serves", async () => {
  const say = (version) => `[ "$1" = --version ] && { echo "sysgrok ${version}"; exit; }\nexec "$REAL" "$@"`;
  await inWindow({ path: script("older", say("0.0.9")) }, async ({ server, page }) => {
    await notification(page, "sysgrok 0.0.9").waitFor();
    await notification(page, "is older than this extension").waitFor();
    await changeBinary(page, server, script("newer", say("9.0.0")));
    await notification(page, "is newer than this extension").waitFor();
    await openFile(page, "src/table.c");
    const seen = await until(
      () => bars(page),
      (seen) => seen.size >= 5,
    );
    assert.equal(seen.get(14)?.length, 16);
  });
});

test("a server that does not answer leaves the editor usable, and is told after half a minute", async () => {
  const path = script("silent", '[ "$1" = --version ] && exec "$REAL" "$@"\nexec sleep 300');
  await inWindow({ path }, async ({ server, page }) => {
    await openFile(page, "src/table.c");
    await page.locator(".statusbar-item[id*='sysgrok'] .codicon-loading").waitFor();
    const message = notification(page, "has not answered for half a minute");
    await message.waitFor({ timeout: 60_000 });
    assert.deepEqual(await message.locator(".monaco-button:visible").allInnerTexts(), ["Show Log", "Start Again"]);
    await changeBinary(page, server, process.env.SYSGROK_BINARY);
    const seen = await until(
      () => bars(page),
      (seen) => seen.size >= 5,
    );
    assert.equal(seen.get(14)?.length, 16);
  });
});

test("a server that ends by itself is started three times again, then its log is offered", async () => {
  const pids = join(SCRIPTS, "pids");
  const path = script("ends", `[ "$1" = lsp ] && echo $$ >>'${pids}'\nexec "$REAL" "$@"`);
  await inWindow({ path }, async ({ page }) => {
    await openFile(page, "src/table.c");
    const started = () => (existsSync(pids) ? readFileSync(pids, "utf8").trim().split("\n").map(Number) : []);
    for (let turn = 1; turn <= 4; turn += 1) {
      const all = await until(started, (found) => found.length === turn);
      assert.equal(all.length, turn);
      const seen = await until(
        () => bars(page),
        (seen) => seen.size >= 5,
      );
      assert.ok(seen.size >= 5, `after start ${turn}`);
      process.kill(all.at(-1), "SIGKILL");
      const gone = await until(
        () => bars(page),
        (seen) => seen.size === 0,
      );
      assert.equal(gone.size, 0);
    }
    const message = notification(page, "ended by itself 4 times within three minutes");
    await message.waitFor();
    assert.equal(started().length, 4);
    await message.locator(".monaco-button", { hasText: "Start Again" }).click();
    const seen = await until(
      () => bars(page),
      (seen) => seen.size >= 5,
    );
    assert.ok(seen.size >= 5);
  });
});

test("each folder of a workspace has its own profile, or none", async () => {
  let file;
  const prepare = (workspace) => {
    const other = join(workspace, "../other");
    cpSync(join(workspace, "src/table.c"), join(other, "lib/plain.c"));
    file = join(workspace, "../both.code-workspace");
    writeFileSync(file, JSON.stringify({ folders: [{ path: "wordex" }, { path: "other" }] }));
  };
  const address = ({ url }) => `${url.replace(/\?.*/, "")}?workspace=${encodeURIComponent(file)}`;
  await inWindow({ prepare, address }, async ({ page }) => {
    await openFile(page, "wordex/src/table.c");
    const seen = await until(
      () => bars(page),
      (seen) => seen.size >= 5,
    );
    assert.equal(seen.get(14)?.length, 16);
    assert.equal(await statusText(page), "cpu.perf.txt · cpu-clock");
    await openFile(page, "other/lib/plain.c");
    assert.equal(await until(() => statusText(page), (text) => text === "no profile"), "no profile");
    assert.equal((await bars(page)).size, 0);
  });
});

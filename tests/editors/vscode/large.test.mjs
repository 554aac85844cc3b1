// A file of 50,000 lines and a profile of 100,000 functions: keys are answered, lists are cut.

import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { startCodeServer } from "./support/codeServer.mjs";
import { bars, until } from "./support/heat.mjs";
import { openFile, openWindow, runCommand } from "./support/window.mjs";

/** A build for debugging takes long to read the profile, in milliseconds. */
const PATIENCE = 120_000;

const FUNCTIONS = 10_000;
const ELSEWHERE = 90_000;

let server;
let browser;
let page;

before(async () => {
  server = await startCodeServer({ prepare: large });
  ({ browser, page } = await openWindow(server.url));
  await openFile(page, "big.py");
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

function large(workspace) {
  rmSync(join(workspace, "recordings"), { recursive: true });
  const source = [];
  const stacks = [];
  for (let index = 1; index <= FUNCTIONS; index += 1) {
    source.push(`def work_${index}(n):`, "    total = n", `    total += n * ${index}`, "    return total", "");
    // As in real programs a few are hot and most are not.
    stacks.push(`main (main.py:1);work_${index} (big.py:${index * 5 - 2}) ${Math.ceil(100_000 / index)}`);
  }
  for (let index = 1; index <= ELSEWHERE; index += 1) {
    stacks.push(`main (main.py:1);other_${index} (lib/other.py:${index}) 1`);
  }
  writeFileSync(join(workspace, "big.py"), `${source.join("\n")}\n`);
  writeFileSync(join(workspace, "big.folded"), `${stacks.join("\n")}\n`);
}

test("the heat comes, and stays right while keys are typed", async () => {
  const hot = await until(() => bars(page), (seen) => seen.has(1) && seen.has(3), PATIENCE);
  assert.deepEqual([hot.get(1)?.shape, hot.get(3)?.shape], ["function", "line"]);
  await page.locator(".editor-instance .view-line").first().click({ position: { x: 2, y: 8 } });
  await page.keyboard.press("Control+Home");
  await page.keyboard.type(`# ${"typed ".repeat(10)}\n`);
  await page.locator(".editor-instance .view-line", { hasText: "typed typed typed" }).waitFor();
  const moved = await until(() => bars(page), (seen) => seen.has(2) && seen.has(4), PATIENCE);
  assert.deepEqual([moved.get(2)?.shape, moved.get(4)?.shape], ["function", "line"]);
});

test("the view lists the hottest, and more when asked", async () => {
  await page.locator(".activitybar .action-label[aria-label*='sysgrok']").click();
  const pane = page.locator(".pane", { has: page.locator(".pane-header", { hasText: "Hot Spots" }) });
  const rows = () => pane.locator(".monaco-list-row").first().getAttribute("aria-setsize", { timeout: PATIENCE });
  assert.equal(await until(rows, (count) => count === "201"), "201");
  await runCommand(page, "sysgrok: Show Libraries Too");
  await pane.locator(".monaco-list-row", { hasText: "work_1" }).first().waitFor({ timeout: PATIENCE });
  await runCommand(page, "sysgrok: Filter Hot Spots");
  const input = page.locator(".quick-input-widget input").first();
  await input.fill("work_77");
  await input.press("Enter");
  const found = await until(rows, (count) => count === "111", PATIENCE);
  assert.equal(found, "111");
});

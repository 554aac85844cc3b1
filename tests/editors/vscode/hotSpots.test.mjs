// The views: hot functions and files, only one's own code or all, sorted and filtered; a row leads to its place.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startCodeServer } from "./support/codeServer.mjs";
import { until } from "./support/heat.mjs";
import { screenshot } from "./support/screenshot.mjs";
import { openFile, openWindow, runCommand } from "./support/window.mjs";

let server;
let browser;
let page;

before(async () => {
  server = await startCodeServer();
  ({ browser, page } = await openWindow(server.url));
  await openFile(page, "src/wordex.c");
  await page.locator(".activitybar .action-label[aria-label*='sysgrok']").click();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

function pane(title) {
  return page.locator(".pane", { has: page.locator(".pane-header", { hasText: title }) });
}

/** The rows of a view, once there are as many as wanted. */
async function rows(title, wanted) {
  const found = await until(
    () => pane(title).locator(".monaco-list-row").allInnerTexts(),
    (texts) => wanted(texts.map(tidy)),
  );
  return found.map(tidy);
}

function tidy(text) {
  return text.replace(/\s+/g, " ").trim();
}

test("the hottest functions come first, with their shares", async () => {
  const found = await rows("Hot Spots", (texts) => texts.length > 5);
  assert.deepEqual(found.slice(0, 3), [
    "table_find27 % self · 50 % total",
    "index_document13 % self · 82 % total",
    "append9.8 % self · 14 % total",
  ]);
});

test("a row leads to its function", async () => {
  await pane("Hot Spots").locator(".monaco-list-row", { hasText: "table_find" }).click();
  await page.locator(".tabs-container .tab.active[data-resource-name='table.c']").waitFor();
  const place = page.locator(".statusbar-item", { hasText: /^Ln 8, Col \d+/ });
  await place.waitFor();
});

test("libraries are shown when asked for", async () => {
  await runCommand(page, "sysgrok: Show Libraries Too");
  const all = await rows("Hot Spots", (texts) => texts.some((text) => text.startsWith("__strcmp_evex")));
  assert.ok(all.some((text) => text.startsWith("__strcmp_evex15 %")), all.join("\n"));
  await runCommand(page, "sysgrok: Show Only My Code");
  const mine = await rows("Hot Spots", (texts) => texts.length > 0 && !texts.some((text) => text.startsWith("__strcmp")));
  assert.equal(mine.some((text) => text.startsWith("__strcmp")), false);
});

test("files are ranked, too", async () => {
  await runCommand(page, "sysgrok: Show Files");
  const files = await rows("Hot Spots", (texts) => texts.length === 3);
  assert.match(files[0], /^src\/\w+\.[ch]\d/);
  await runCommand(page, "sysgrok: Show Functions");
  await rows("Hot Spots", (texts) => texts.length > 5);
});

test("sorted by total, and by name", async () => {
  await runCommand(page, "sysgrok: Sort Hot Spots");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Total" }).click();
  const byTotal = await rows("Hot Spots", (texts) => texts[0]?.startsWith("main"));
  assert.equal(byTotal[0], "main100 % total · 0 % self");
  await runCommand(page, "sysgrok: Sort Hot Spots");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "Self" }).click();
  const bySelf = await rows("Hot Spots", (texts) => texts[0]?.startsWith("table_find"));
  assert.match(bySelf[0], /^table_find/);
});

test("a filter leaves what has its words, and says so", async () => {
  await runCommand(page, "sysgrok: Filter Hot Spots");
  const input = page.locator(".quick-input-widget input").first();
  await input.fill("table_");
  await input.press("Enter");
  const found = await rows("Hot Spots", (texts) => texts.length === 3);
  assert.deepEqual(found.map((text) => text.match(/^[a-z_]+/)[0]), ["table_find", "table_add", "table_free"]);
  const said = pane("Hot Spots").locator(".message");
  assert.equal(tidy(await until(() => said.innerText(), (text) => text.includes("3 of"))), "Filter “table_”: 3 of 15");
  await runCommand(page, "sysgrok: Clear Filter of Hot Spots");
  assert.ok((await rows("Hot Spots", (texts) => texts.length > 5)).length > 5);
});

test("the callers of the selected function, and their callers", async () => {
  await pane("Hot Spots").locator(".monaco-list-row", { hasText: "table_find" }).click();
  const found = await rows("Callers", (texts) => texts.some((text) => text.startsWith("table_add")));
  assert.ok(found.includes("Called by") && found.includes("Calls"), found.join("\n"));
  const caller = pane("Callers").locator(".monaco-list-row", { hasText: "table_add" }).first();
  assert.match(tidy(await caller.innerText()), /^table_add\d+ % of it · 49 % of all$/);
  await caller.locator(".monaco-tl-twistie").click();
  const deeper = await rows("Callers", (texts) => texts.some((text) => text.startsWith("index_document")));
  assert.ok(deeper.some((text) => text.startsWith("index_document")), deeper.join("\n"));
  await screenshot(page, "hot-spots");
});

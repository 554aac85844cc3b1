// The flame graph in VS Code: it opens beside the code, a click and keys open the source, callers are turned up.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startCodeServer } from "./support/codeServer.mjs";
import { screenshot } from "./support/screenshot.mjs";
import { openFile, openWindow, runCommand, webviewWith } from "./support/window.mjs";

let server;
let browser;
let page;

before(async () => {
  server = await startCodeServer();
  ({ browser, page } = await openWindow(server.url));
  await openFile(page, "src/wordex.c");
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

const frame = (graph, name) => graph.getByRole("treeitem", { name: new RegExp(`^${name},`) }).first();
const selected = (graph) => graph.locator("[aria-selected=true]").getAttribute("aria-label");

test("the graph of the shown profile opens beside the code", async () => {
  await page.locator(".statusbar-item", { hasText: "cpu.perf.txt" }).waitFor();
  await runCommand(page, "Show Flame Graph");
  const graph = await webviewWith(page, ".frame");
  assert.equal(await graph.getByRole("heading").innerText(), "recordings/cpu.perf.txt");
  assert.match(await frame(graph, "table_find").getAttribute("aria-label"), /^table_find, \d+\.\d % total, \d+\.\d % self$/);
});

test("a click opens the source of a function", async () => {
  const graph = await webviewWith(page, ".frame");
  await frame(graph, "table_find").click();
  await page.locator('.tab.active[data-resource-name="table.c"]').waitFor();
  await page.locator(".monaco-editor .view-line", { hasText: "table_find(const" }).first().waitFor();
  await screenshot(page, "flame-graph");
});

test("keys move, open the source, zoom in and out", async () => {
  const graph = await webviewWith(page, ".frame");
  await graph.getByRole("tree").focus();
  await page.keyboard.press("Home");
  assert.match(await selected(graph), /^all,/);
  while (!/^main,/.test(await selected(graph))) {
    const before = await selected(graph);
    await page.keyboard.press("ArrowDown");
    assert.notEqual(await selected(graph), before);
  }
  await page.keyboard.press("o");
  await page.locator('.tab.active[data-resource-name="wordex.c"]').waitFor();
  assert.equal(await graph.evaluate(() => document.activeElement.role), "tree");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const zoomed = await graph.locator(".frame").count();
  await page.keyboard.press("Escape");
  assert.notEqual(await graph.locator(".frame").count(), zoomed);
});

test("search marks what it finds", async () => {
  const graph = await webviewWith(page, ".frame");
  await page.keyboard.press("/");
  await page.keyboard.type("strcmp");
  assert.match(await graph.locator(".search-result").innerText(), /^\d+ frames?, \d+\.\d %$/);
  assert.ok((await graph.locator(".frame.found").count()) > 0);
  await page.keyboard.press("Escape");
});

test("turned around, callers stand below", async () => {
  const graph = await webviewWith(page, ".frame");
  await graph.getByRole("button", { name: "Callers" }).click();
  await graph.locator('button[aria-pressed="true"]', { hasText: "Callers" }).waitFor();
  assert.match(
    await graph.locator('.frame[aria-level="2"]').first().getAttribute("aria-label"),
    /^table_find, 27\.3 % self$/,
  );
});

test("the table has the values, and leads back into the graph", async () => {
  const graph = await webviewWith(page, ".frame");
  await graph.getByRole("button", { name: "Table" }).click();
  const first = await graph.locator("tbody tr").first().innerText();
  assert.match(first.replace(/\s+/g, " "), /^27\.3 % .* table_find table\.c:8$/);
  await graph.getByRole("button", { name: "table_find" }).click();
  assert.match(await selected(graph), /^table_find,/);
});

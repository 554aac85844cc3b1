// Heat beside the code: it is seen, in every kind of theme, moves with edits, moves no code, and goes; hovers and actions.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { startCodeServer } from "./support/codeServer.mjs";
import { bars, rulerHas, statusText, until } from "./support/heat.mjs";
import { screenshot } from "./support/screenshot.mjs";
import { changeSettings } from "./support/settings.mjs";
import { openFile, openWindow, runAction, runCommand } from "./support/window.mjs";

/** `contributes.colors`: what the tests expect is what the manifest says. */
const COLOURS = JSON.parse(readFileSync(new URL("../../../editors/vscode/package.json", import.meta.url))).contributes.colors;

const THEMES = {
  dark: "Default Dark Modern",
  light: "Default Light Modern",
  highContrast: "Default High Contrast",
  highContrastLight: "Default High Contrast Light",
};

let server;
let browser;
let page;

before(async () => {
  server = await startCodeServer({ settings: { "editor.codeLens": false } });
  ({ browser, page } = await openWindow(server.url));
  await openFile(page, "src/table.c");
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Where the text of each line in sight begins, from the top and from the left. */
async function textPlaces() {
  const places = await page.locator(".editor-instance .view-line").evaluateAll((lines) =>
    lines
      .filter((line) => line.textContent.trim() !== "")
      .map((line) => line.firstChild.getBoundingClientRect())
      .map(({ top, left }) => [top, left]),
  );
  return places.sort(([one], [other]) => one - other);
}

test("hot lines have bars as long as they are hot, functions have frames", async () => {
  const seen = await until(
    () => bars(page),
    (seen) => seen.size >= 5,
  );
  assert.deepEqual([seen.get(8)?.shape, seen.get(8)?.length], ["function", 16]);
  assert.deepEqual([seen.get(14)?.shape, seen.get(14)?.length], ["line", 16]);
  assert.deepEqual([seen.get(13)?.shape, seen.get(13)?.length], ["line", 7]);
  assert.deepEqual([seen.get(11)?.shape, seen.get(11)?.length], ["line", 4]);
  assert.equal(seen.has(16), false);
  assert.equal(await statusText(page), "cpu.perf.txt · cpu-clock");
});

for (const [kind, theme] of Object.entries(THEMES)) {
  test(`bars and the overview ruler have the colours of the theme: ${kind}`, async () => {
    const colour = COLOURS.find(({ id }) => id === "sysgrok.heat5").defaults[kind];
    await changeSettings(page, server, { "workbench.colorTheme": theme });
    const painted = async () => (await bars(page)).get(14)?.colour;
    assert.equal(await until(painted, (found) => found === colour), colour);
    assert.equal(await until(() => rulerHas(page, colour), Boolean), true);
    await screenshot(page, `heat-${kind}`);
  });
}

test("the user's own colour counts in the gutter, too", async () => {
  await changeSettings(page, server, { "workbench.colorTheme": THEMES.dark, "workbench.colorCustomizations": { "sysgrok.heat5": "#00ffaa" } });
  const painted = async () => (await bars(page)).get(14)?.colour;
  assert.equal(await until(painted, (found) => found === "#00ffaa"), "#00ffaa");
  await changeSettings(page, server, { "workbench.colorCustomizations": {} });
});

test("a hover tells the heat, and its links work", async () => {
  const name = page.locator(".editor-instance .view-line span", { hasText: /^table_find$/ }).first();
  const box = await name.boundingBox();
  await page.mouse.move(box.x + 4, box.y + box.height / 2);
  await page.mouse.move(box.x + 12, box.y + box.height / 2, { steps: 4 });
  const hover = page.locator(".monaco-hover:visible", { hasText: "Called by" }).first();
  await hover.waitFor();
  assert.match(await hover.innerText(), /table_find: 27\.3 % self, 49\.7 % total of cpu-clock\n78 of 286 samples/);
  assert.match(await hover.innerText(), /recorded .* on demo, revision unknown, perf 6\.1\.187/);
  assert.match(await page.locator(".monaco-hover:visible").first().innerText(), /`table_find` is hot: 27\.3 % self/);
  await screenshot(page, "hover");
  await hover.locator("a", { hasText: "Callers" }).click();
  const callers = page.locator(".pane", { has: page.locator(".pane-header", { hasText: "Callers" }) });
  await callers.locator(".monaco-list-row", { hasText: "table_add" }).first().waitFor();
  assert.match(await callers.locator(".pane-header").innerText(), /table_find/);
});

test("a code action is offered on hot code, and does what it says", async () => {
  await runAction(page, "table_find(const", "Show callers");
  const tab = page.locator(".tabs-container .tab.active", { hasText: "callers" });
  await tab.waitFor();
  await page.locator(".editor-instance .view-line", { hasText: "table_add" }).first().waitFor();
  await runCommand(page, "View: Close Editor");
  await tab.waitFor({ state: "hidden" });
});

function firstLines(seen) {
  return [...seen.keys()].sort((one, other) => one - other).slice(0, 5);
}

test("marks move with the text at once, and are right after the server was asked again", async () => {
  await page.locator(".editor-instance .view-line").first().click({ position: { x: 2, y: 8 } });
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Enter");
  const moved = await until(
    () => bars(page),
    (seen) => seen.has(9) && seen.get(15)?.length === 16,
  );
  assert.deepEqual(firstLines(moved), [9, 12, 14, 15, 20]);
  assert.equal(moved.get(15)?.length, 16);
  await page.keyboard.press("Control+z");
  const back = await until(
    () => bars(page),
    (seen) => seen.get(14)?.length === 16,
  );
  assert.deepEqual(firstLines(back), [8, 11, 13, 14, 19]);
});

test("a changed setting counts at once", async () => {
  const hints = page.locator(".editor-instance .view-line", { hasText: "22 %" });
  await hints.waitFor();
  await changeSettings(page, server, { "sysgrok.inlay_hints.enable": false });
  await hints.waitFor({ state: "detached" });
});

test("hidden heat leaves no mark, and the code stays where it was", async () => {
  const places = await textPlaces();
  await runCommand(page, "sysgrok: Hide or Show Heat");
  const none = await until(
    () => bars(page),
    (seen) => seen.size === 0,
  );
  assert.equal(none.size, 0);
  assert.equal(await until(() => statusText(page), (text) => text === "hidden"), "hidden");
  assert.deepEqual(await textPlaces(), places);
  await runCommand(page, "sysgrok: Hide or Show Heat");
  const again = await until(
    () => bars(page),
    (seen) => seen.size >= 5,
  );
  assert.ok(again.size >= 5);
  assert.deepEqual(await textPlaces(), places);
});

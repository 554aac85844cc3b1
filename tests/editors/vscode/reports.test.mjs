// Answers stream into a panel, are stopped, asked further, copied, and opened again; nothing in them acts.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startCodeServer } from "./support/codeServer.mjs";
import { startModelServer } from "./support/modelServer.mjs";
import { screenshot } from "./support/screenshot.mjs";
import { openFile, openWindow, runAction, runCommand, webviewWith } from "./support/window.mjs";

let model;
let server;
let browser;
let page;

before(async () => {
  model = await startModelServer();
  const config = `[model]\nprovider = "openai"\nendpoint = "${model.url}/v1"\nname = "test-model"\nkey = "k-123"\n`;
  server = await startCodeServer({ config });
  ({ browser, page } = await openWindow(server.url));
  await openFile(page, "src/table.c");
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await model?.stop();
});

const HOSTILE = [
  "<img src=x onerror=alert(1)>",
  "![picture](https://example.org/a.png)",
  "[run](command:workbench.action.terminal.new)",
  "[file](file:///etc/passwd)",
];

test("an answer is seen while it is written, and the end names the model", async () => {
  await model.reply({ pieces: ["It walks ", "the *chain* ", "of a bucket."], hold: [3] });
  await runAction(page, "table_find(const", "Explain");
  const report = await webviewWith(page, "#report");
  await report.getByText("the chain").waitFor({ timeout: 30_000 });
  assert.equal(await report.getByText("of a bucket.").count(), 0);
  assert.equal(await report.locator("#report").getAttribute("aria-busy"), "true");
  assert.match(await report.getByRole("status").innerText(), /^Asking test-model/);
  await screenshot(page, "report-streaming");
  await model.release(1);
  await report.getByText("of a bucket.").waitFor();
  await report.getByText("Answered by test-model").waitFor();
  assert.equal(await report.locator("#report").getAttribute("aria-busy"), "false");
  assert.equal(await report.getByRole("button", { name: "Stop" }).isDisabled(), true);
});

test("Enter in the field asks further, in the same panel", async () => {
  const report = await webviewWith(page, "#report");
  await model.reply({ pieces: ["Because ", "it is long."] });
  await report.getByLabel("Ask further").fill("Why is it slow?");
  await report.getByLabel("Ask further").press("Enter");
  await report.getByText("Because it is long.").waitFor();
  // The explanation itself has two questions: what it does, and what helps.
  assert.match((await model.chats(3))[2], /Why is it slow\?/);
  assert.equal(await report.getByText("It walks the chain of a bucket.").count(), 1);
  assert.equal(await report.getByLabel("Ask further").inputValue(), "");
  await report.getByText("Answered by test-model").waitFor();
});

test("Escape stops; what has come stays, and the model is left alone", async () => {
  const report = await webviewWith(page, "#report");
  await model.reply({ pieces: ["First ", "never"], hold: [2] });
  await report.getByLabel("Ask further").fill("More?");
  await report.getByRole("button", { name: "Ask" }).click();
  await report.getByText("First", { exact: false }).waitFor();
  await report.locator("#report").focus();
  await page.keyboard.press("Escape");
  await model.givenUp(1);
  await report.getByText("Stopped.").waitFor();
  assert.equal(await report.getByText("never").count(), 0);
});

test("what a model writes cannot act", async () => {
  const report = await webviewWith(page, "#report");
  const requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await model.reply({ pieces: [`${HOSTILE.join("\n\n")}\n\nThe end.`] });
  await report.getByLabel("Ask further").fill("Do harm");
  await report.getByLabel("Ask further").press("Enter");
  await report.getByText("The end.").waitFor();
  assert.equal(await report.locator("#report").locator("img, script, iframe, form, style, [onerror]").count(), 0);
  const links = await report.locator("#report a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  assert.deepEqual(links.filter((href) => !/^(https:|file:)/.test(href)), []);
  assert.deepEqual(requests.filter((url) => url.includes("example.org")), []);
});

test("the report is copied as markdown", async () => {
  const report = await webviewWith(page, "#report");
  await report.getByRole("button", { name: "Copy" }).click();
  await page.getByText("the report is copied").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /^# explainfunction: `table_find`\n/);
  assert.match(copied, /It walks the \*chain\* of a bucket\./);
});

test("a panel comes back after the window was loaded anew", async () => {
  // The window's own command: a page that is merely loaded anew may not have kept its state yet.
  await page.locator(".monaco-editor .view-line").first().click();
  const loaded = page.waitForEvent("load", { timeout: 60_000 });
  await runCommand(page, "Developer: Reload Window");
  await loaded;
  await page.locator(".tabs-container .tab", { hasText: "table_find" }).first().waitFor({ timeout: 60_000 });
  const report = await webviewWith(page, "#report");
  await report.getByText("Because it is long.").waitFor({ timeout: 60_000 });
});

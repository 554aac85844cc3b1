// The palette: questions begin reports, which are listed; hosts are chosen from those of ssh.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { startCodeServer } from "./support/codeServer.mjs";
import { bars, until } from "./support/heat.mjs";
import { openFile, openWindow, runCommand } from "./support/window.mjs";

const TRACE = `Traceback (most recent call last):
  File "/srv/app/main.py", line 7, in <module>
    load(1)
RecursionError: maximum recursion depth exceeded
`;

let server;
let browser;
let page;

before(async () => {
  server = await startCodeServer({
    config: '[model]\nprovider = "none"\n',
    prepare: (workspace) => {
      mkdirSync(join(workspace, "../.ssh"));
      writeFileSync(join(workspace, "../.ssh/config"), "Host web1\n  HostName 10.0.0.1\n  User deploy\nHost *.internal\n  Port 2222\n");
    },
  });
  ({ browser, page } = await openWindow(server.url));
  await openFile(page, "src/table.c");
  await until(
    () => bars(page),
    (seen) => seen.size >= 5,
  );
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Whether a report that is in sight has this text, by now. */
async function reportHas(text) {
  const has = async () => {
    const reports = page.frames().map((frame) => frame.locator("#report", { hasText: text }).isVisible().catch(() => false));
    return (await Promise.all(reports)).includes(true);
  };
  return until(has, Boolean);
}

test("the function at the cursor is explained, without a model too", async () => {
  await page.locator(".editor-instance .view-line span", { hasText: /^table_find$/ }).first().click();
  await runCommand(page, "sysgrok: Explain Function");
  assert.equal(await reportHas("27.3 % self"), true);
});

test("a stack trace is taken from the clipboard", async () => {
  await page.evaluate((text) => navigator.clipboard.writeText(text), TRACE);
  await runCommand(page, "sysgrok: Explain Stack Trace from Clipboard");
  assert.equal(await reportHas("maximum recursion depth exceeded"), true);
});

test("reports are listed, the newest first, and open again", async () => {
  await page.locator(".activitybar .action-label[aria-label*='sysgrok']").click();
  const rows = page.locator(".pane", { has: page.locator(".pane-header", { hasText: "Reports" }) }).locator(".monaco-list-row");
  const texts = await until(
    () => rows.allInnerTexts(),
    (texts) => texts.length === 2,
  );
  assert.match(texts[0], /^stacktrace/);
  assert.match(texts[1], /^explainfunction: table_find/);
  await rows.nth(1).click();
  await page.locator(".tabs-container .tab.active", { hasText: "table_find" }).waitFor();
  assert.equal(await reportHas("27.3 % self"), true);
});

test("the hosts of ssh are offered, this machine, and what is typed", async () => {
  await runCommand(page, "sysgrok: Debug a Host");
  const rows = page.locator(".quick-input-list .monaco-list-row");
  const labels = async () => (await rows.locator(".label-name").allInnerTexts()).map((text) => text.trim());
  const offered = await until(labels, (found) => found.includes("web1"));
  assert.ok(offered.includes("local") && offered.includes("web1"), offered.join(", "));
  assert.equal(offered.some((label) => label.includes("*")), false);
  await page.locator(".quick-input-widget input[type=text]").first().fill("root@db");
  const typed = await until(labels, (found) => found.includes("root@db"));
  assert.ok(typed.includes("root@db"), typed.join(", "));
  await page.keyboard.press("Escape");
});

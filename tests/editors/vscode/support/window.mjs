// One window of VS Code in Chromium, and what a user does there.

import { chromium } from "playwright-core";

/** What is waited for comes within this time, in milliseconds, or the test fails. */
const PATIENCE = 30_000;

export async function openWindow(url, { width = 1280, height = 800 } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
  const context = await browser.newContext({ viewport: { width, height } });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.goto(url);
  await page.waitForSelector(".monaco-workbench", { timeout: 60_000 });
  await page.waitForSelector(".explorer-folders-view .monaco-list-row", { timeout: 60_000 });
  return { browser, page };
}

/** Opens a file of the workspace by the explorer: `src/table.c`. */
export async function openFile(page, path) {
  for (const [index, part] of path.split("/").entries()) {
    const row = page.locator(".explorer-folders-view .monaco-list-row", { hasText: new RegExp(`^\\s*${escaped(part)}\\s*$`) });
    const open = index === path.split("/").length - 1;
    if (open) {
      await row.dblclick();
    } else if ((await row.getAttribute("aria-expanded")) !== "true") {
      await row.click();
    }
  }
  await page.locator(`.tabs-container .tab.active[data-resource-name="${path.split("/").pop()}"]`).waitFor();
  await page.locator(".monaco-editor .view-line").first().waitFor();
}

/** Runs a command of the palette by its title. */
export async function runCommand(page, title) {
  await page.keyboard.press("F1");
  const input = page.locator(".quick-input-widget input[type=text]").first();
  await input.waitFor();
  await input.fill(`>${title}`);
  const row = page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
  await row.waitFor();
  await row.click();
}

/** Puts the cursor at a text of the open file, and takes the code action whose title contains this. */
export async function runAction(page, text, title) {
  await page.locator(".monaco-editor .view-line", { hasText: text }).first().click({ position: { x: 180, y: 8 } });
  const row = page.locator(".action-widget .monaco-list-row", { hasText: title }).first();
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    // The heat may not be there yet: then there is no such action.
    await page.keyboard.press("Control+.");
    if (await row.waitFor({ timeout: 3_000 }).then(() => true, () => false)) {
      break;
    }
    if (Date.now() > deadline) {
      throw new Error(`no action ${title}`);
    }
    await page.keyboard.press("Escape");
  }
  // The list takes no clicks: something lies over it.
  const focused = page.locator(".action-widget .monaco-list-row.focused");
  for (let step = 0; !(await focused.innerText()).includes(title); step += 1) {
    if (step > 20) {
      throw new Error(`the keys do not reach ${title}`);
    }
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
}

/** The page within a webview that has this element. */
export async function webviewWith(page, selector) {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    for (const frame of page.frames()) {
      if ((await frame.locator(selector).count().catch(() => 0)) > 0) {
        return frame;
      }
    }
    if (Date.now() > deadline) {
      throw new Error(`no webview has ${selector}`);
    }
    await page.waitForTimeout(100);
  }
}

function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

// The user's settings of VS Code, changed as the user does. It does not look at the file when others write it.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { until } from "./heat.mjs";
import { runCommand } from "./window.mjs";

/** Which binary is the server: a setting of the machine. */
export async function changeBinary(page, server, path) {
  const file = join(server.home, "data/Machine/settings.json");
  await change(page, file, "Open Remote Settings (JSON)", { "sysgrok.server.path": path });
}

/** Sets these settings of the user and keeps the others. */
export async function changeSettings(page, server, changes) {
  await change(page, join(server.home, "data/User/settings.json"), "Preferences: Open User Settings (JSON)", changes);
}

/** Afterwards the editor that was open before is open again. */
async function change(page, path, command, changes) {
  const text = JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), ...changes });
  await runCommand(page, command);
  const tab = page.locator(".tabs-container .tab.active[data-resource-name='settings.json']");
  await tab.waitFor();
  const line = page.locator(".editor-instance .view-line").first();
  await line.waitFor();
  await line.click();
  await page.keyboard.press("Control+a");
  // Typed text would have its brackets closed by the editor.
  await page.evaluate((text) => navigator.clipboard.writeText(text), text);
  await page.keyboard.press("Control+v");
  await page.keyboard.press("Control+s");
  const written = await until(
    () => readFileSync(path, "utf8"),
    (found) => found.trim() === text,
  );
  if (written.trim() !== text) {
    throw new Error(`the settings were not saved: ${written}`);
  }
  await runCommand(page, "View: Close Editor");
  await tab.waitFor({ state: "hidden" });
}

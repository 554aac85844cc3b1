// Screenshots for the READMEs: made by tests, kept only when asked for by SYSGROK_SCREENSHOTS=1.

import { mkdirSync } from "node:fs";

const FOLDER = new URL("../../../../editors/vscode/media/", import.meta.url).pathname;

export async function screenshot(page, name) {
  if (process.env.SYSGROK_SCREENSHOTS === "1") {
    mkdirSync(FOLDER, { recursive: true });
    await page.screenshot({ path: `${FOLDER}${name}.png`, animations: "disabled" });
  }
}

// What is seen of the heat: bars in the gutter, marks in the overview ruler, the status bar.

import { setTimeout as pause } from "node:timers/promises";

/** What is waited for comes within this time, in milliseconds, or the test fails. */
const PATIENCE = 30_000;

/** Asks again until the answer is as wanted: the last one is given back, for the assertion that follows. */
export async function until(ask, wanted, patience = PATIENCE) {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (wanted(answer) || Date.now() > deadline) {
      return answer;
    }
    await pause(50);
  }
}

/** The bars that are in sight, by the number of their line: `14` is `{ shape: "line", length: 16, colour }`. */
export async function bars(page) {
  const found = await page.evaluate(() => {
    const editor = document.querySelector(".editor-instance .monaco-editor");
    const lines = [...editor.querySelectorAll(".margin-view-overlays .line-numbers")].map((number) => ({
      number: Number(number.textContent),
      top: Math.round(number.getBoundingClientRect().top),
    }));
    return [...editor.querySelectorAll(".glyph-margin-widgets .cgmr")].map((glyph) => ({
      line: lines.find(({ top }) => top === Math.round(glyph.getBoundingClientRect().top))?.number,
      picture: getComputedStyle(glyph).backgroundImage,
    }));
  });
  return new Map(found.filter(({ picture }) => picture.includes("svg+xml")).map(({ line, picture }) => [line, barOf(picture)]));
}

function barOf(picture) {
  const svg = Buffer.from(/base64,([^"]+)"/.exec(picture)[1], "base64").toString();
  const shape = svg.includes("stroke-dasharray") ? "stale" : svg.includes("stroke=") ? "function" : "line";
  const width = Number(/<rect[^>]* width="([\d.]+)"/.exec(svg)[1]);
  return { shape, length: shape === "line" ? width : width + 1.5, colour: /(?:fill|stroke)="(#\w+)"/.exec(svg)[1] };
}

/** Whether the overview ruler has a mark of this colour: `#ff5252`. */
export async function rulerHas(page, colour) {
  const wanted = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  return page.evaluate((wanted) => {
    const canvas = document.querySelector(".editor-instance canvas.decorationsOverviewRuler");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 4) {
      if (wanted.every((part, index) => Math.abs(data[at + index] - part) <= 2)) {
        return true;
      }
    }
    return false;
  }, wanted);
}

export async function statusText(page) {
  const items = await page.locator(".statusbar-item[id*='sysgrok']").allInnerTexts();
  return items.join(" ").trim();
}

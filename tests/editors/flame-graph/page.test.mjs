// The flame graph's page in Chromium: what is seen, what keys and clicks do, and that names cannot act.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const TEMPLATE = new URL("../../../editors/flame-graph/flame-graph.html", import.meta.url);

let browser;
let folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "flame-graph-"));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Folded lines as a graph; a base likewise. */
function graph(folded, base = null) {
  const names = [];
  const root = { function: null, total: 0, self: 0, base: base === null ? null : 0, children: [] };
  const add = (text, key) => {
    let whole = 0;
    for (const [, stack, count] of text.matchAll(/^(.*) (\d+)$/gm)) {
      whole += Number(count);
      let at = root;
      at[key] += Number(count);
      for (const name of stack.split(";")) {
        if (!names.includes(name)) {
          names.push(name);
        }
        const index = names.indexOf(name);
        let child = at.children.find((child) => child.function === index);
        if (child === undefined) {
          child = { ...root, function: index, total: 0, self: 0, base: root.base === null ? null : 0, children: [] };
          at.children.push(child);
        }
        at = child;
        at[key] += Number(count);
      }
      at.self += key === "total" ? Number(count) : 0;
    }
    return whole;
  };
  const whole = add(folded, "total");
  const baseWhole = base === null ? 1 : add(base, "base");
  const scale = (at) => {
    at.total /= whole;
    at.self /= whole;
    at.base = at.base === null ? null : at.base / baseWhole;
    at.children.sort((one, other) => other.total - one.total);
    at.children.forEach(scale);
  };
  scale(root);
  const profile = { name: "recordings/cpu.folded", valueType: "cpu-clock", unit: "nanoseconds", whole };
  return {
    profile,
    base: base === null ? null : { ...profile, name: "before.folded" },
    functions: names.map((name, line) => ({
      name,
      location: name.startsWith("libc_") ? null : location(line),
      mapping: name.startsWith("libc_") ? "libc.so.6" : "wordex",
      inWorkspace: !name.startsWith("libc_"),
    })),
    root,
    leftOut: 0,
    reason: null,
  };
}

function location(line) {
  return { uri: "file:///home/me/wordex/src/table.c", range: { start: { line, character: 0 }, end: { line, character: 4 } } };
}

/** Opens a page with a graph; a page that fails, says something or asks for anything fails the test. */
async function open(t, content, options = {}) {
  const file = join(folder, `${t.name.replace(/\W+/g, "-")}.html`);
  const data = (typeof content === "string" ? content : JSON.stringify(content)).replace(/</g, "\\u003c");
  writeFileSync(file, readFileSync(TEMPLATE, "utf8").replace("SYSGROK_FLAME_GRAPH", () => data));
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 }, ...options });
  const seen = [];
  page.on("pageerror", (error) => seen.push(`error: ${error.message}`));
  page.on("console", (message) => seen.push(`console: ${message.text()}`));
  page.on("dialog", (dialog) => seen.push(`dialog: ${dialog.message()}`));
  page.on("request", (request) => seen.push(`request: ${request.url()}`));
  t.after(async () => {
    await page.close();
    assert.deepEqual(seen, [`request: ${pathToFileURL(file).href}`]);
  });
  await page.goto(pathToFileURL(file).href);
  page.setDefaultTimeout(10_000);
  return page;
}

const WORDEX = ["main;count;table_find 5", "main;count;libc_strcmp 3", "main;print 2"].join("\n");

const frame = (page, name) => page.getByRole("treeitem", { name: new RegExp(`^${name},`) });
const selected = (page) => page.locator("[aria-selected=true]").getAttribute("aria-label");

test("every frame is there with its values in words", async (t) => {
  const page = await open(t, graph(WORDEX));
  assert.equal(await page.title(), "recordings/cpu.folded: flame graph");
  const labels = await page.getByRole("treeitem").evaluateAll((items) => items.map((item) => item.ariaLabel));
  assert.deepEqual(labels, [
    "all, 100.0 % total, 0.0 % self",
    "main, 100.0 % total, 0.0 % self",
    "count, 80.0 % total, 0.0 % self",
    "print, 20.0 % total, 20.0 % self",
    "table_find, 50.0 % total, 50.0 % self",
    "libc_strcmp, 30.0 % total, 30.0 % self",
  ]);
});

test("keys go through the frames, zoom in and out", async (t) => {
  const page = await open(t, graph(WORDEX));
  await page.keyboard.press("Tab");
  for (let stop = 0; stop < 5 && !(await page.evaluate(() => document.activeElement.role === "tree")); stop += 1) {
    await page.keyboard.press("Tab");
  }
  assert.equal(await page.evaluate(() => document.activeElement.role), "tree");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  assert.match(await selected(page), /^count,/);
  await page.keyboard.press("ArrowRight");
  assert.match(await selected(page), /^print,/);
  assert.equal(
    await page.getByRole("tree").getAttribute("aria-activedescendant"),
    await frame(page, "print").getAttribute("id"),
  );
  await page.keyboard.press("ArrowLeft");
  const width = async () => (await frame(page, "count").boundingBox()).width;
  const narrow = await width();
  await page.keyboard.press("Enter");
  assert.ok((await width()) > narrow * 1.2);
  assert.equal(await frame(page, "print").count(), 0);
  await page.keyboard.press("Escape");
  assert.equal(await width(), narrow);
  await page.keyboard.press("ArrowUp");
  assert.match(await selected(page), /^main,/);
});

test("a double click zooms, and a button leads out again", async (t) => {
  const page = await open(t, graph(WORDEX));
  await frame(page, "table_find").dblclick();
  assert.equal(await frame(page, "print").count(), 0);
  await page.getByRole("button", { name: "Zoom out" }).click();
  assert.equal(await frame(page, "print").count(), 1);
});

test("search marks what it finds, says how much it is, and goes from one to the next", async (t) => {
  const page = await open(t, graph("main;walk;walk 3\nmain;walker 1\nmain;print 4"));
  await page.getByRole("tree").focus();
  await page.keyboard.press("/");
  await page.keyboard.type("WALK");
  assert.equal(await page.locator(".search-result").innerText(), "3 frames, 50.0 %");
  assert.equal(await page.locator(".frame.found").count(), 3);
  await page.keyboard.press("Enter");
  assert.match(await selected(page), /^walk, 37.5 % total/);
  await page.getByRole("tree").focus();
  await page.keyboard.press("n");
  assert.match(await selected(page), /^walker,/);
  await page.keyboard.press("Shift+N");
  assert.match(await selected(page), /^walk,/);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".frame.found").count(), 0);
});

test("a source is a link to its file; what is elsewhere says where", async (t) => {
  const page = await open(t, graph(WORDEX));
  await frame(page, "table_find").click();
  const link = page.getByRole("link");
  assert.equal(await link.getAttribute("href"), "file:///home/me/wordex/src/table.c");
  assert.equal(await link.innerText(), "/home/me/wordex/src/table.c:3");
  await frame(page, "libc_strcmp").click();
  assert.equal(await link.count(), 0);
  assert.match(await page.locator(".details").innerText(), /not in the workspace, in libc\.so\.6$/);
});

test("only links to files are links", async (t) => {
  const content = graph(WORDEX);
  for (const entry of content.functions) {
    entry.location = { ...location(0), uri: "javascript:alert(1)" };
  }
  const page = await open(t, content);
  await frame(page, "table_find").click();
  assert.equal(await page.getByRole("link").count(), 0);
});

test("a comparison says more or less by a sign, not by colour alone", async (t) => {
  const page = await open(t, graph(WORDEX, "main;count;table_find 2\nmain;count;libc_strcmp 3\nmain;print 5"));
  assert.equal(await frame(page, "table_find").innerText(), "+30.0 table_find");
  assert.equal(await frame(page, "print").innerText(), "−30.0 print");
  assert.equal(
    await frame(page, "print").getAttribute("aria-label"),
    "print, 20.0 % total, 20.0 % self, −30.0 points to the base",
  );
  const colour = (name) => frame(page, name).evaluate((box) => getComputedStyle(box).backgroundColor);
  assert.notEqual(await colour("table_find"), await colour("print"));
});

test("the table has the values, sorts, and leads back to the graph", async (t) => {
  const page = await open(t, graph(WORDEX));
  await page.getByRole("button", { name: "Table" }).click();
  const rows = () => page.getByRole("row").evaluateAll((rows) => rows.map((row) => row.innerText.replace(/\s+/g, " ")));
  assert.deepEqual(await rows(), [
    "Self Total Function Place",
    "50.0 % 50.0 % table_find table.c:3",
    "30.0 % 30.0 % libc_strcmp libc.so.6",
    "20.0 % 20.0 % print table.c:5",
    "0.0 % 100.0 % main table.c:1",
    "0.0 % 80.0 % count table.c:2",
  ]);
  await page.getByRole("button", { name: "Total" }).press("Enter");
  assert.equal((await rows())[1], "0.0 % 100.0 % main table.c:1");
  assert.equal(await page.getByRole("columnheader", { name: "Total" }).getAttribute("aria-sort"), "descending");
  await page.getByRole("button", { name: "libc_strcmp" }).click();
  assert.match(await selected(page), /^libc_strcmp,/);
});

test("names are text, whatever they contain", async (t) => {
  const hostile = [
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!--<script>",
    "$&$'`${alert(1)}",
    "\u202eeno two",
  ];
  const page = await open(t, graph(hostile.map((name, index) => `main;${name} ${index + 1}`).join("\n")));
  const texts = await page.locator(".frame").evaluateAll((boxes) => boxes.map((box) => box.textContent));
  assert.deepEqual(texts.slice(2).sort(), [...hostile.slice(0, -1), "\\u{202e}eno two"].sort());
});

test("20,000 frames: few are drawn, and each key is answered at once", async (t) => {
  const content = graph("main 1");
  content.functions = Array.from({ length: 5_000 }, (_, line) => ({
    name: `function_${line}`,
    location: location(line),
    mapping: null,
    inWorkspace: true,
  }));
  // Three callees a frame, of which the first is the heaviest.
  let made = 0;
  const grow = (total) => {
    made += 1;
    const children = total < 4e-5 ? [] : [0.8, 0.15, 0.05].map((share) => grow(share * total));
    return { function: made % 5_000, total, self: children.length === 0 ? total : 0, base: null, children };
  };
  content.root = { ...grow(1), function: null };
  assert.ok(made > 20_000, `only ${made} frames`);
  const page = await open(t, content);
  const drawn = await page.locator(".frame").count();
  assert.ok(drawn > 100 && drawn < 5_000, `${drawn} frames are drawn`);
  await page.getByRole("tree").focus();
  for (let depth = 1; depth <= 30; depth += 1) {
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.locator("[aria-selected=true]").getAttribute("aria-level"), String(depth + 1));
  }
  await page.keyboard.press("/");
  await page.keyboard.type("function_77");
  assert.match(await page.locator(".search-result").innerText(), /^\d+ frames, /);
});

test("a stack of 5,000 frames is drawn where one looks", async (t) => {
  const content = graph("main 1");
  // JSON.stringify cannot nest so deep; the server can, and so can JSON.parse.
  const above = '{"function":0,"total":1,"self":0,"base":null,"children":[';
  content.root = null;
  const root = `${above.repeat(5_000)}{"function":0,"total":1,"self":1,"base":null,"children":[]}${"]}".repeat(5_000)}`;
  const page = await open(t, JSON.stringify(content).replace('"root":null', `"root":${root}`));
  await page.getByRole("tree").focus();
  await page.keyboard.press("End");
  assert.match(await page.locator(".details").innerText(), /100\.0 % self/);
});

test("a profile without stacks says so", async (t) => {
  const content = graph("main 1");
  content.root.children = [];
  content.reason = "perf report without call chains has no stacks.";
  const page = await open(t, content);
  assert.equal(await page.getByRole("status").innerText(), content.reason);
});

for (const [theme, options] of [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["forced colours", { forcedColors: "active" }],
]) {
  test(`text on frames is legible: ${theme}`, async (t) => {
    const page = await open(t, graph(WORDEX, "main;count;table_find 2\nmain;print 8"), options);
    const contrasts = await page.locator(".frame").evaluateAll((boxes) => {
      const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      const luminance = (colour) => {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) => {
          const share = part / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      return boxes.map((box) => {
        const { color, backgroundColor } = getComputedStyle(box);
        const [dark, bright] = [luminance(color), luminance(backgroundColor)].sort((one, other) => one - other);
        return (bright + 0.05) / (dark + 0.05);
      });
    });
    for (const contrast of contrasts) {
      assert.ok(contrast >= 4.5, `${contrasts}`);
    }
  });
}

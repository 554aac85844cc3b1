import assert from "node:assert/strict";
import { test } from "node:test";

import { find, places, type Surroundings } from "../../src/server/find";

const HERE: Surroundings = {
  setting: "",
  path: "/usr/local/bin:/home/me/my tools/bin/:.:node_modules/.bin::/usr/local/bin",
  home: "/home/me",
  bundled: "/ext/bin/sysgrok",
  platform: "linux",
  extension: "0.2.0",
};

/** Binaries by their versions; all others are not there. */
function machine(versions: Record<string, string>): (path: string) => Promise<{ version: string } | { why: string }> {
  return (path) => {
    const version = versions[path];
    return Promise.resolve(version === undefined ? { why: "there is no such file" } : { version });
  };
}

test("the folders of the PATH come before the binary of the extension; relative ones are none", () => {
  assert.deepEqual(
    places(HERE).map(({ path }) => path),
    ["/usr/local/bin/sysgrok", "/home/me/my tools/bin/sysgrok", "/ext/bin/sysgrok"],
  );
});

test("a setting stands alone, and knows the home", () => {
  assert.deepEqual(places({ ...HERE, setting: "~/my bin/sysgrok" }), [{ path: "/home/me/my bin/sysgrok", from: "setting" }]);
});

test("Windows has its own separators and names", () => {
  const windows: Surroundings = { ...HERE, path: String.raw`C:\Tools;"D:\My Tools\";bin`, platform: "win32", bundled: String.raw`C:\ext\bin\sysgrok.exe` };
  assert.deepEqual(
    places(windows).map(({ path }) => path),
    [String.raw`C:\Tools\sysgrok.exe`, String.raw`D:\My Tools\sysgrok.exe`, String.raw`C:\ext\bin\sysgrok.exe`],
  );
});

test("the first that answers is taken", async () => {
  const search = await find(HERE, machine({ "/home/me/my tools/bin/sysgrok": "0.2.1", "/ext/bin/sysgrok": "0.2.0" }));
  assert.deepEqual(search, {
    found: { path: "/home/me/my tools/bin/sysgrok", from: "PATH", version: "0.2.1" },
    refused: [{ path: "/usr/local/bin/sysgrok", from: "PATH", why: "there is no such file" }],
  });
});

test("an older one on the PATH gives way to that of the extension, and serves where there is no other", async () => {
  const both = await find(HERE, machine({ "/usr/local/bin/sysgrok": "0.1.9", "/ext/bin/sysgrok": "0.2.0" }));
  assert.equal(both.found?.path, "/ext/bin/sysgrok");
  const alone = await find(HERE, machine({ "/usr/local/bin/sysgrok": "0.1.9" }));
  assert.equal(alone.found?.path, "/usr/local/bin/sysgrok");
});

test("a setting that names nothing, or no whole path, finds nothing else", async () => {
  const missing = await find({ ...HERE, setting: "/nowhere/sysgrok" }, machine({ "/ext/bin/sysgrok": "0.2.0" }));
  assert.deepEqual(missing, { found: null, refused: [{ path: "/nowhere/sysgrok", from: "setting", why: "there is no such file" }] });
  const relative = await find({ ...HERE, setting: "bin/sysgrok" }, machine({ "bin/sysgrok": "0.2.0" }));
  assert.equal(relative.refused[0]?.why, "the path is not absolute");
});

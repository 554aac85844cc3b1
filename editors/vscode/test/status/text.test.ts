import assert from "node:assert/strict";
import { test } from "node:test";

import type { FolderHeat, ProfileInfo } from "../../src/protocol";
import { bar, folderOf } from "../../src/status/text";

const PROFILE: ProfileInfo = {
  uri: "file:///w/recordings/cpu.perf.txt",
  name: "recordings/cpu.perf.txt",
  valueType: "cpu-clock",
  unit: "nanoseconds",
  whole: 1,
  complete: true,
  samples: 286,
  provenance: { format: null, tool: "perf 6.1", command: null, recorded: null, host: "web3", revision: null },
};

function folder(uri: string, shown: ProfileInfo | null, loaded: string[] = []): FolderHeat {
  return { uri, shown, loaded };
}

test("the profile and the value type are named", () => {
  const { text, tooltip } = bar({ kind: "running", version: "0.1.0" }, folder("file:///w", PROFILE, [PROFILE.name]));
  assert.equal(text, "$(flame) cpu.perf.txt · cpu-clock");
  assert.match(tooltip, /Samples: 286\nRecorded by perf 6\.1\nHost: web3\n/);
});

test("without a profile, and with hidden heat, that is said", () => {
  const of = (heat: FolderHeat | null): string => bar({ kind: "running", version: null }, heat).text;
  assert.equal(of(null), "$(flame) no profile");
  assert.equal(of(folder("file:///w", null)), "$(flame) no profile");
  assert.equal(of(folder("file:///w", null, ["a"])), "$(flame) hidden");
  assert.equal(of({ ...folder("file:///w", null, ["a"]), hidden: false }), "$(flame) no profile");
});

test("a server that failed asks for attention, and says why", () => {
  assert.deepEqual(bar({ kind: "failed", why: "It was not found." }, null), {
    text: "$(warning) sysgrok",
    tooltip: "It was not found.",
    warning: true,
  });
});

test("a file's name cannot be an icon", () => {
  const named = { ...PROFILE, name: "$(check).txt" };
  assert.equal(bar({ kind: "running", version: null }, folder("file:///w", named)).text.includes("$(check)"), false);
});

test("of several folders that of the open document counts, the innermost", () => {
  const folders = [folder("file:///w", PROFILE), folder("file:///w/lib", null), folder("file:///w2", null)];
  const of = (document: string | null): string | undefined => folderOf({ folders }, document)?.uri;
  assert.equal(of("file:///w/a.c"), "file:///w");
  assert.equal(of("file:///w/lib/a.c"), "file:///w/lib");
  assert.equal(of("file:///w2/a.c"), "file:///w2");
  assert.equal(of(null), "file:///w");
});

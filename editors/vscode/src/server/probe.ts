/** Asks binaries for their versions. */

import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";

import { printedVersion } from "./version";

/** A binary that says nothing for so long, in milliseconds, is none of ours. */
const DEADLINE = 10_000;

/** The version of a binary, or why it has none. Nothing but `--version` is asked of it. */
export async function probe(path: string): Promise<{ version: string } | { why: string }> {
  try {
    if (!(await stat(path)).isFile()) {
      return { why: "it is not a file" };
    }
  } catch {
    return { why: "there is no such file" };
  }
  return new Promise((resolve) => {
    execFile(path, ["--version"], { timeout: DEADLINE, windowsHide: true }, (error, output) => {
      const version = printedVersion(output);
      if (version !== null) {
        resolve({ version });
      } else if (error?.killed === true) {
        resolve({ why: `it did not tell its version within ${DEADLINE / 1000} s` });
      } else if (error !== null && typeof error.code === "string") {
        resolve({ why: `it cannot be run (${error.code})` });
      } else {
        resolve({ why: "it is another program of this name: it did not answer `--version` as sysgrok does" });
      }
    });
  });
}

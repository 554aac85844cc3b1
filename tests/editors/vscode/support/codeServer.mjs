// VS Code as a server, with our extension in it and nobody's settings.

import { spawn } from "node:child_process";
import { createServer, connect } from "node:net";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const ROOT = new URL("../../../../", import.meta.url).pathname;

/** Where tests/install put it. */
const ENTRY = join(
  process.env.SYSGROK_TESTS ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "sysgrok-tests"),
  "code-server/node_modules/code-server/out/node/entry.js",
);

/** The binary just built. A login shell's PATH, which VS Code takes, does not lead to it. */
const BINARY = process.env.SYSGROK_BINARY ?? fail("SYSGROK_BINARY names no server; tests/editors/run vscode builds one");

/** A server may take so long to start, in milliseconds. */
const START = 60_000;

/**
 * Starts VS Code with a copy of `tests/workspaces/c` as its workspace.
 *
 * `settings` are the user's in VS Code; `config` is the user's `config.toml` of sysgrok; `path` is the binary.
 */
export async function startCodeServer({ settings = {}, config = "", path = BINARY, prepare = () => undefined } = {}) {
  const home = mkdtempSync(join(tmpdir(), "sysgrok-vscode-"));
  const workspace = join(home, "wordex");
  for (const part of ["src", "Makefile", "recordings"]) {
    cpSync(join(ROOT, "tests/workspaces/c", part), join(workspace, part), { recursive: true });
  }
  prepare(workspace);
  const data = join(home, "data");
  const extensions = join(home, "extensions");
  write(join(data, "User/settings.json"), JSON.stringify({ ...QUIET, ...settings }));
  // Paths are of the machine on which the server runs: there the user's settings of the browser do not count.
  write(join(data, "Machine/settings.json"), JSON.stringify({ "sysgrok.server.path": path }));
  write(join(home, ".config/sysgrok/config.toml"), config);
  mkdirSync(extensions);
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, ".config") };
  for (const name of ["XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "VSCODE_IPC_HOOK_CLI"]) {
    delete env[name];
  }
  const folders = ["--user-data-dir", data, "--extensions-dir", extensions];
  const vsix = process.env.SYSGROK_VSIX ?? fail("SYSGROK_VSIX names no extension; tests/editors/run vscode builds one");
  await run([...folders, "--install-extension", vsix], env);
  const port = await freePort();
  const flags = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry", "--disable-update-check"];
  const trust = ["--disable-getting-started-override", "--disable-workspace-trust"];
  const child = spawn(process.execPath, [ENTRY, ...folders, ...flags, ...trust], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      log += text;
    });
  }
  await answers(port, child, () => log);
  return {
    url: `http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}`,
    home,
    workspace,
    stop: async () => {
      if (child.exitCode === null) {
        child.kill();
        await once(child, "exit");
      }
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What would stand in the way of tests and screenshots. */
const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.colorTheme": "Default Dark Modern",
  "extensions.ignoreRecommendations": true,
  "security.workspace.trust.enabled": false,
  "chat.commandCenter.enabled": false,
  "git.enabled": false,
  "editor.minimap.enabled": false,
};

function write(path, text) {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
}

async function run(parameters, env) {
  const child = spawn(process.execPath, [ENTRY, ...parameters], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stdout.on("data", (text) => (said += text));
  child.stderr.on("data", (text) => (said += text));
  const [code] = await once(child, "exit");
  if (code !== 0) {
    fail(`code-server ${parameters.join(" ")}: ${said}`);
  }
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

async function answers(port, child, log) {
  const deadline = Date.now() + START;
  while (Date.now() < deadline && child.exitCode === null) {
    const socket = connect(port, "127.0.0.1");
    const [kind] = await Promise.race([
      once(socket, "connect").then(() => ["connected"]),
      new Promise((resolve) => socket.once("error", () => resolve(["refused"]))),
    ]);
    socket.destroy();
    if (kind === "connected") {
      return;
    }
    await pause(50);
  }
  fail(`code-server does not answer: ${log()}`);
}

function fail(why) {
  throw new Error(why);
}

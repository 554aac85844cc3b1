// tests/model_server as a program: a line of JSON in, a line of JSON out. Its table of commands is in its main.rs.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export async function startModelServer() {
  const child = spawn("model-server", { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) {
      throw new Error("the model server has ended");
    }
    return JSON.parse(value);
  };
  const { url } = await next();
  const say = async (command) => {
    child.stdin.write(`${JSON.stringify(command)}\n`);
    const answer = await next();
    if (answer.error !== undefined) {
      throw new Error(`the model server refuses ${JSON.stringify(command)}: ${answer.error}`);
    }
    return answer;
  };
  return {
    url,
    reply: (reply) => say({ reply }),
    release: (holds) => say({ release: holds }),
    /** Waits until so many chats were asked for; their last messages. */
    chats: async (count) => (await say({ chats: count })).questions,
    givenUp: (count) => say({ givenUp: count }),
    stop: async () => {
      child.stdin.end();
      if (child.exitCode === null) {
        await once(child, "exit");
      }
    },
  };
}

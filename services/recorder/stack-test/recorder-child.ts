import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { MonitorConfig } from "@mystocks/runtime";
import { brokers } from "./kafka-recorder.ts";

export interface Held {
  queuedBytes: number;
  commitFailures: number;
  rssBytes: number;
}

/** A recorder on Kafka in a process that can be killed and started again. */
export class RecorderChild {
  readonly #args: string[];
  #child: ChildProcess | undefined;

  constructor(url: string, topicPrefix: string, limits: Partial<MonitorConfig["limits"]> = {}) {
    this.#args = [url, brokers().join(","), topicPrefix, JSON.stringify(limits)];
  }

  async start(): Promise<void> {
    const child = fork(join(import.meta.dirname, "recorder-process.ts"), this.#args, {
      execArgv: ["--max-semi-space-size=16"],
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    this.#child = child;
    await Promise.race([
      once(child, "message"),
      once(child, "exit").then(([code]) =>
        Promise.reject(new Error(`the recorder ended with ${String(code)}`)),
      ),
    ]);
  }

  async held(): Promise<Held> {
    const answer = once(this.#child!, "message");
    this.#child!.send("held?");
    const [held] = (await answer) as [Held];
    return held;
  }

  async kill(): Promise<void> {
    const exited = once(this.#child!, "exit");
    this.#child!.kill("SIGKILL");
    await exited;
  }
}

import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { MonitorConfig } from "@mystocks/runtime";

/** A recorder on one port that is killed without warning, and started again on the same port. */
export class KilledRecorder {
  readonly #url: string;
  readonly #limits: Partial<MonitorConfig["limits"]>;
  #child: ChildProcess | undefined;
  #port = 0;

  constructor(url: string, limits: Partial<MonitorConfig["limits"]> = {}) {
    this.#url = url;
    this.#limits = limits;
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    const args = [this.#url, `${this.#port}`, JSON.stringify(this.#limits)];
    const child = fork(join(import.meta.dirname, "recorder-process.ts"), args, {
      execArgv: [],
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    this.#child = child;
    this.#port = await new Promise<number>((done, failed) => {
      child.once("message", (message) => done((message as { otlpPort: number }).otlpPort));
      child.once("exit", (code) => failed(new Error(`the recorder ended with ${code}`)));
    });
  }

  async kill(): Promise<void> {
    const child = this.#child!;
    const exited = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    await exited;
  }
}

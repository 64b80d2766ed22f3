import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";

/** A process that says "ready", to be killed and started anew. */
export class Child<Message extends object = never> {
  readonly #module: string;
  readonly #environment: Record<string, string>;
  #process: ChildProcess | undefined;
  #isReady = false;

  constructor(module: string, environment: Record<string, string>) {
    this.#module = module;
    this.#environment = environment;
  }

  async start(): Promise<void> {
    const child = fork(this.#module, {
      env: { ...process.env, ...this.#environment },
      execArgv: [],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#process = child;
    this.#isReady = false;
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`${this.#module} ended with ${String(code)} before it was ready`);
    });
    ended.catch(() => {});
    await Promise.race([once(child, "message"), ended]);
    this.#isReady = true;
  }

  /** Lost when it does not run or is not ready: what waited until then would be taken for news. */
  send(message: Message): void {
    if (this.#isReady && this.#process?.connected === true) this.#process.send(message, () => {});
  }

  /** Resolves when it is gone. */
  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }
}

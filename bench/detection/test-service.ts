import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Asked, Said } from "./service.ts";
import type { Breach, Trial } from "./trials.ts";

const ENDED = "the service under watch has ended";

/** The service under watch, as a process of its own. */
export class TestService {
  /** By trial; those that are not over yet are missing. */
  readonly breaches = new Map<string, Breach>();
  readonly metricsPort: number;
  readonly trials: readonly Trial[];
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, metricsPort: number, trials: readonly Trial[]) {
    this.#process = process;
    this.trials = trials;
    this.metricsPort = metricsPort;
    process.on("message", (said: Said) => {
      if ("id" in said) this.breaches.set(said.id, { beganMs: said.beganMs, overMs: said.overMs });
    });
  }

  /** Resolves when each of its series exists. */
  static async start(otlpUrl: string, trials: readonly Trial[]): Promise<TestService> {
    const child = fork(join(import.meta.dirname, "service.ts"), [otlpUrl]);
    child.send({ trials: [...trials] } satisfies Asked);
    const ended = once(child, "exit").then(() => Promise.reject(new Error(ENDED)));
    const [said] = (await Promise.race([once(child, "message"), ended])) as [{ metricsPort: number }];
    ended.catch(() => {});
    return new TestService(child, said.metricsPort, trials);
  }

  /** Goes through the trials; resolves when the last breach is over. */
  async goThrough(): Promise<void> {
    this.#process.send({ begin: true } satisfies Asked);
    while (this.breaches.size < this.trials.length) {
      if (this.#process.exitCode !== null) throw new Error(ENDED);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const gone = once(this.#process, "exit");
    this.#process.disconnect();
    await gone;
  }
}

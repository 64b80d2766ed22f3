import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type pg from "pg";
import type { CatchUp, Overlap, Schedule } from "../definition.ts";

export interface ReplicaJob {
  name: string;
  schedule: Schedule;
  catchUp: CatchUp;
  overlap: Overlap;
  /** Runs take at least and at most so long. */
  runMs: readonly [least: number, most: number];
}

export interface ReplicaOptions {
  url: string;
  owner: string;
  jobs: readonly ReplicaJob[];
  /** By how much the clock of the process is ahead, or behind. */
  clockShiftMs?: number;
}

/** Where replicas write down what their jobs did. */
export async function createEffects(pool: pg.Pool): Promise<void> {
  await pool.query(`CREATE SCHEMA jobs_test;
    CREATE TABLE jobs_test.effect (job text, planned timestamptz, attempt integer, owner text, began_at timestamptz,
      clock_at timestamptz)`);
}

/** A scheduler in a process of its own, to be killed and started anew. */
export class Replica {
  readonly #options: ReplicaOptions;
  #process: ChildProcess | undefined;
  #starts = 0;

  constructor(options: ReplicaOptions) {
    this.#options = options;
  }

  /** As the ledger has it: another one with each start. */
  get owner(): string {
    return `${this.#options.owner}.${this.#starts}`;
  }

  /** Whether the process is there, however it fares. */
  get isAlive(): boolean {
    return (
      this.#process !== undefined && this.#process.exitCode === null && this.#process.signalCode === null
    );
  }

  async start(): Promise<void> {
    this.#starts += 1;
    const { clockShiftMs = 0 } = this.#options;
    const child = fork(join(import.meta.dirname, "replica-process.ts"), {
      env: {
        ...process.env,
        REPLICA: JSON.stringify({ ...this.#options, owner: this.owner }),
        CLOCK_SHIFT_MS: String(clockShiftMs),
      },
      execArgv: clockShiftMs === 0 ? [] : ["--import", join(import.meta.dirname, "shifted-clock.ts")],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#process = child;
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`${this.owner} ended with ${String(code)} before it was ready`);
    });
    ended.catch(() => {});
    await Promise.race([once(child, "message"), ended]);
  }

  /** Resolves when it is gone. */
  async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
    const child = this.#process;
    if (child === undefined || !this.isAlive) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }
}

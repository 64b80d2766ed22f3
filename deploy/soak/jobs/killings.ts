import { setTimeout as pause } from "node:timers/promises";
import type { Replica } from "@mystocks/schedule/testing";
import type pg from "pg";
import type { Say } from "../scenario.ts";

export interface KillingsParts {
  pool: pg.Pool;
  /** Those that do not run yet are started. */
  replicas: readonly Replica[];
  random: () => number;
  say: Say;
}

const LEAST_PAUSE_MS = 300;
const MOST_PAUSE_MS = 2000;

/** A run whose owner was killed. */
interface Orphan {
  job: string;
  planned: Date;
  attempt: number;
  /** By PostgreSQL's clock. */
  orphaned: Date;
}

/** Kills a random replica with SIGKILL again and again, starts it anew, and looks how soon its runs have another owner. */
export class Killings {
  readonly #parts: KillingsParts;
  readonly #watches: Promise<void>[] = [];
  readonly figures = { kills: 0, orphaned_runs: 0, slowest_replacement_seconds: 0 };

  constructor(parts: KillingsParts) {
    this.#parts = parts;
  }

  /** Resolves when all replicas run again and every orphaned run has an owner or an end. */
  async during(milliseconds: number): Promise<void> {
    const { replicas, random, say } = this.#parts;
    await Promise.all(replicas.filter(({ isAlive }) => !isAlive).map((replica) => replica.start()));
    const endMs = performance.now() + milliseconds;
    while (performance.now() < endMs) {
      const restMs = endMs - performance.now();
      await pause(Math.min(restMs, LEAST_PAUSE_MS + random() * (MOST_PAUSE_MS - LEAST_PAUSE_MS)));
      await this.#kill(await this.#victim());
      if (this.figures.kills % 10 === 0)
        say(`${this.figures.kills} kills, ${this.figures.orphaned_runs} runs lost their owner`);
    }
    await Promise.all(this.#watches);
  }

  /** Any of them or, three times of four, one that runs something just now. */
  async #victim(): Promise<Replica> {
    const { pool, replicas, random } = this.#parts;
    const { rows } = await pool.query<{ owner: string }>(
      "SELECT owner FROM jobs.run WHERE state = 'running'",
    );
    const busy = replicas.filter((replica) => rows.some(({ owner }) => owner === replica.owner));
    const candidates = busy.length > 0 && random() < 0.75 ? busy : replicas;
    return candidates[Math.floor(random() * candidates.length)]!;
  }

  async #kill(victim: Replica): Promise<void> {
    const { pool } = this.#parts;
    const { owner } = victim;
    await victim.kill();
    this.figures.kills += 1;
    const { rows } = await pool.query<Orphan>(
      `SELECT job, planned, attempt, clock_timestamp() AS orphaned FROM jobs.run WHERE state = 'running' AND owner = $1`,
      [owner],
    );
    this.figures.orphaned_runs += rows.length;
    for (const orphan of rows) this.#watches.push(this.#replaced(orphan));
    await victim.start();
  }

  async #replaced({ job, planned, attempt, orphaned }: Orphan): Promise<void> {
    for (;;) {
      const { rows } = await this.#parts.pool.query<{ seconds: number }>(
        `SELECT extract(epoch FROM started_at - $4)::float8 AS seconds FROM jobs.run
         WHERE job = $1 AND planned = $2 AND (attempt > $3 OR state <> 'running')`,
        [job, planned, attempt, orphaned],
      );
      if (rows[0] !== undefined) {
        const { slowest_replacement_seconds: slowest } = this.figures;
        // Later than the next owner it was lost again: that wait counts for that kill.
        this.figures.slowest_replacement_seconds = Math.max(slowest, rows[0].seconds);
        return;
      }
      await pause(250);
    }
  }
}

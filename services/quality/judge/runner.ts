import type { CheckResult, Contract } from "@mystocks/checks";
import type { FaultLog } from "@mystocks/runtime";
import type pg from "pg";
import { recordRun } from "../recorded/record-run.ts";
import { calendarBook } from "./calendar-book.ts";
import { judgeDataset } from "./judge-dataset.ts";
import { notJudged } from "./not-judged.ts";
import { problemOf } from "./problem-of.ts";

type Cause = "schedule" | "first" | "load";

export interface RunnerParts {
  /** To the monitoring store. */
  pool: pg.Pool;
  /** Databases of datasets by the name that contracts give them. */
  urls: Readonly<Record<string, string>>;
  statementTimeoutMs: number;
  onRecorded: () => void;
  faults: FaultLog;
}

export interface RunnerStats {
  runs: number;
  seconds: number;
  statements: number;
  unreachable: number;
}

interface Asked {
  cause: Cause;
  signal?: AbortSignal | undefined;
  holdLease?: ((client: pg.ClientBase) => Promise<void>) | undefined;
}

/** Judges datasets and records what it found. A dataset has one connection at a time, so a slow one stops no other. */
export class Runner {
  readonly stats: RunnerStats = { runs: 0, seconds: 0, statements: 0, unreachable: 0 };
  readonly #parts: RunnerParts;
  readonly #calendars = calendarBook();
  readonly #running = new Map<string, Promise<void>>();

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** Asked while the dataset is judged already, it waits for that run. Rejects when the store does not take the results. */
  async run(contract: Contract, asked: Asked): Promise<void> {
    const running = this.#running.get(contract.id);
    if (running !== undefined) return running;
    const run = this.#run(contract, asked).finally(() => this.#running.delete(contract.id));
    this.#running.set(contract.id, run);
    return run;
  }

  /** Resolves when nothing is judged any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }

  async #run(contract: Contract, { cause, signal, holdLease }: Asked): Promise<void> {
    const { pool, onRecorded } = this.#parts;
    const judged = await this.#judge(contract, signal);
    signal?.throwIfAborted();
    const { name, schema, table, classification, owner, fingerprint } = contract;
    const run = {
      ...judged,
      identity: {
        dataset: name,
        table: `${schema}.${table}`,
        classification: classification ?? "",
        owner: owner ?? "",
      },
      origin: "contract" as const,
      originKey: null,
      cause,
      fingerprint,
      results: judged.checks.map((check) => ({ ...check, problem: problemOf(check.kind) })),
    };
    await recordRun(pool, run, holdLease);
    this.stats.runs += 1;
    this.stats.seconds += judged.durationMs / 1000;
    this.stats.statements += judged.statements;
    onRecorded();
  }

  async #judge(contract: Contract, signal: AbortSignal | undefined) {
    const { urls, statementTimeoutMs, faults } = this.#parts;
    const startedAt = new Date();
    const kind = `${contract.id} can't be judged`;
    try {
      const url = urls[contract.server ?? ""];
      if (url === undefined)
        throw new Error(`quality.servers has no databaseUrl for "${contract.server ?? ""}"`);
      const options = { now: startedAt, calendars: this.#calendars };
      const run = await judgeDataset(contract, { url, statementTimeoutMs, signal }, options);
      faults.healed(kind);
      return run;
    } catch (error) {
      signal?.throwIfAborted();
      faults.fault(kind, error);
      this.stats.unreachable += 1;
      const checks: CheckResult[] = notJudged(contract, error as Error);
      return { startedAt, durationMs: Date.now() - startedAt.getTime(), statements: 0, checks };
    }
  }
}

import type { CalendarBook } from "@mystocks/calendar";
import { calendarOf, newestDay, type CheckResult, type Contract, type History } from "@mystocks/checks";
import type { FaultLog } from "@mystocks/runtime";
import { readQualityBaseline } from "@mystocks/store/quality";
import type pg from "pg";
import { recordRun, type FoundRun } from "../recorded/record-run.ts";
import { judgeDataset, type DatasetRun } from "./judge-dataset.ts";
import { notJudged } from "./not-judged.ts";
import { problemOf } from "./problem-of.ts";
import { Slots } from "./slots.ts";

export interface RunnerParts {
  /** To the monitoring store. */
  pool: pg.Pool;
  /** Databases of datasets by the name that contracts give them. */
  urls: Readonly<Record<string, string>>;
  statementTimeoutMs: number;
  /** Of one database, at most so many. */
  connections: number;
  calendars: CalendarBook;
  onRecorded: () => void;
  faults: FaultLog;
}

export interface RunnerStats {
  runs: number;
  seconds: number;
  statements: number;
  unreachable: number;
}

export interface AskedRun {
  cause: "schedule" | "first" | "load" | "asked" | "backfill";
  /** A trading day, `YYYY-MM-DD`; left out: what the contract says, the table or the newest day. */
  day?: string | undefined;
  asked?: { by: string; why: string };
  signal?: AbortSignal | undefined;
  holdLease?: ((client: pg.ClientBase) => Promise<void>) | undefined;
}

/** Which rows a run is about, and what it says something about. */
interface Span {
  partition: string | undefined;
  day: string;
  isCurrent: boolean;
  isBackfill: boolean;
}

/** Longer than any baseline looks back. */
const BASELINE_DAYS = 800;

/** Judges datasets and records what it found. A dataset has one connection at a time, so a slow one stops no other. */
export class Runner {
  readonly stats: RunnerStats = { runs: 0, seconds: 0, statements: 0, unreachable: 0 };
  readonly #parts: RunnerParts;
  /** By dataset, day and who asked: runs that have not begun. */
  readonly #waiting = new Map<string, Promise<string>>();
  /** By dataset: the newest run that is not over; each waits for the one before. */
  readonly #last = new Map<string, Promise<string>>();
  readonly #slots = new Map<string, Slots>();

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /**
   * The number of the run. One that waits for its turn is the run of all who ask meanwhile; one that has begun may not
   * have seen what a load has just written, so another follows it. Rejects when the store does not take the results.
   */
  async run(contract: Contract, asked: AskedRun): Promise<string> {
    // Who asked and why is kept with the run, so it is theirs.
    const key = JSON.stringify([contract.id, asked.day, asked.asked]);
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) return waiting;
    const before = this.#last.get(contract.id);
    const run = Promise.allSettled([before]).then(() => {
      this.#waiting.delete(key);
      return this.#run(contract, asked);
    });
    this.#waiting.set(key, run);
    this.#last.set(contract.id, run);
    return run.finally(() => {
      if (this.#last.get(contract.id) === run) this.#last.delete(contract.id);
    });
  }

  /** Resolves when nothing is judged any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#last.values());
  }

  async #run(contract: Contract, { cause, day, asked, signal, holdLease }: AskedRun): Promise<string> {
    const span = this.#spanOf(contract, day);
    const judged = await this.#judge(contract, span, signal);
    signal?.throwIfAborted();
    const { fingerprint } = contract;
    const run: FoundRun = {
      ...judged,
      ...span,
      identity: identityOf(contract),
      origin: "contract",
      originKey: null,
      cause,
      fingerprint,
      asked: asked ?? null,
      results: judged.checks.map((check) => ({ ...check, problem: problemOf(check.kind) })),
    };
    const runId = await recordRun(this.#parts.pool, run, holdLease);
    this.stats.runs += 1;
    this.stats.seconds += judged.durationMs / 1000;
    this.stats.statements += judged.statements;
    this.#parts.onRecorded();
    return runId;
  }

  #spanOf(contract: Contract, day: string | undefined): Span {
    const now = new Date();
    const today = calendarOf(contract, this.#parts.calendars.open).dayOf(now.getTime());
    const newest = newestDay(contract, now, this.#parts.calendars.open) ?? today;
    const partition = day ?? (contract.partition === "day" ? newest : undefined);
    // One day of a table that is judged whole says nothing of the table, nor does a day of which nothing has begun.
    const isCurrent = partition === undefined || (contract.partition === "day" && partition === newest);
    const isBackfill = partition !== undefined && partition < newest;
    return { partition, day: partition ?? today, isCurrent, isBackfill };
  }

  async #judge(
    contract: Contract,
    { partition }: Span,
    signal: AbortSignal | undefined,
  ): Promise<DatasetRun> {
    const { urls, statementTimeoutMs, faults } = this.#parts;
    const startedAt = new Date();
    const kind = `${contract.id} can't be judged`;
    try {
      const url = urls[contract.server ?? ""];
      if (url === undefined)
        throw new Error(`quality.servers has no databaseUrl for "${contract.server ?? ""}"`);
      const history = await this.#historyOf(contract, startedAt);
      const options = { calendars: this.#parts.calendars.open, partition, history };
      const run = await this.#slotsOf(url).hold(() =>
        judgeDataset(contract, { url, statementTimeoutMs, signal }, options),
      );
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

  #slotsOf(url: string): Slots {
    const held = this.#slots.get(url) ?? new Slots(this.#parts.connections);
    this.#slots.set(url, held);
    return held;
  }

  async #historyOf({ name, fingerprint, checks }: Contract, now: Date): Promise<History | undefined> {
    if (!checks.some(({ spec }) => spec.kind === "rowCountChange" || spec.kind === "volumeAnomaly"))
      return undefined;
    const from = new Date(now.getTime() - BASELINE_DAYS * 86_400_000).toISOString().slice(0, 10);
    return readQualityBaseline(this.#parts.pool, { dataset: name, fingerprint, from });
  }
}

function identityOf({ name, schema, table, server, classification, owner }: Contract): FoundRun["identity"] {
  return {
    dataset: name,
    table: `${schema}.${table}`,
    server: server ?? "",
    classification: classification ?? "",
    owner: owner ?? "",
  };
}

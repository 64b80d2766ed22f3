import type pg from "pg";

/** Of a calendar's trading days: all of them, or only the first or the last one of each month. */
export type TradingDays = "all" | "first_of_month" | "last_of_month";

/**
 * `everySeconds`: the multiples of it in Unix time.
 * `cron`: five or six fields in an IANA time zone; with a `calendar`, only on its trading days.
 * `at`: so many minutes after (less than 0: before) the first open or the last close of each trading day.
 * A calendar goes by its market identifier code, such as "XSHG".
 */
export type Schedule =
  | { everySeconds: number }
  | { cron: string; timeZone: string; calendar?: string; days?: TradingDays }
  | { at: "open" | "close"; afterMinutes: number; calendar: string; days?: TradingDays };

/**
 * What becomes of instants for which nobody was there within 15 seconds.
 * `none`: they are missed. `last`: the newest runs in the place of all. `allWithinSeconds`: each that is not older
 * runs, in order, one after the other.
 */
export type CatchUp = "none" | "last" | { allWithinSeconds: number };

/**
 * What becomes of an instant that comes while a run of the job goes on.
 * `skip`: it is skipped. `queue`: the newest one waits for the run's end. `cancel`: the run is told to end, and then
 * the newest one runs. Who catches up on all has to `queue`; there each of them waits.
 */
export type Overlap = "skip" | "queue" | "cancel";

export interface JobPolicy {
  /** After this the signal aborts and the run has failed. */
  timeoutMs: number;
  catchUp: CatchUp;
  overlap: Overlap;
  /** How often a failed run is tried again, and how long after its failure; never when left out. */
  retries?: { times: number; afterMs: number };
}

export interface JobDefinition extends JobPolicy {
  /** Unique; its history goes by it. */
  name: string;
  schedule: Schedule;
  /**
   * Called again with the same instant after a lost owner or a failure: what it does twice it must be able to do twice.
   * The ledger keeps the figures it returns.
   */
  run(signal: AbortSignal, context: RunContext): Promise<RunFigures | void>;
}

/** What a run says of its work, by name: `{ warmed: 20 }`. */
export type RunFigures = Readonly<Record<string, number>>;

export interface RunContext {
  planned: Date;
  /** 1, and one more for each owner that was lost and each retry: the fence of this run. */
  attempt: number;
  /**
   * Call it as the last thing in a transaction that must not commit once another owner has taken over: throws when one
   * has, and keeps the next one out until the transaction ends. Until then the lease can't be renewed.
   */
  holdLease: (client: pg.ClientBase) => Promise<void>;
}

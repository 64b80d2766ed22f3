import type pg from "pg";

/** `everySeconds`: the multiples of it in Unix time. `cron`: five or six fields in an IANA time zone. */
export type Schedule = { everySeconds: number } | { cron: string; timeZone: string };

/**
 * What becomes of instants for which nobody was there within 15 seconds.
 * `none`: they are missed. `last`: the newest runs in the place of all. `all`: each runs, in order.
 */
export type CatchUp = "none" | "last" | "all";

export interface JobDefinition {
  /** Unique; its history goes by it. */
  name: string;
  schedule: Schedule;
  /** After this the signal aborts and the run has failed. */
  timeoutMs: number;
  run(signal: AbortSignal, context: RunContext): Promise<void>;
  catchUp: CatchUp;
  /** An instant that comes while the run before it goes on is skipped; with catchUp `all` it waits. */
  overlap: "skip";
}

export interface RunContext {
  planned: Date;
  /** 1, and one more for each owner that was lost on the way: the fence of this run. */
  attempt: number;
  /**
   * Call it inside a transaction that must not commit once another owner has taken over: throws when one has, and
   * makes the next one wait for the end of the transaction.
   */
  holdLease(client: pg.ClientBase): Promise<void>;
}

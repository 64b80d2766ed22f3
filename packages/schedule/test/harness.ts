import { setTimeout as delay } from "node:timers/promises";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import { createLogger, Lifecycle } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import type pg from "pg";
import { listRuns, startScheduler, type JobDefinition, type RunContext, type RunState } from "../index.ts";
import type { OpenCalendar } from "../instants.ts";
import { openCuttableConnection } from "../testing/cuttable-connection.ts";

const log = createLogger("test", "silent");

/** A store of its own with schedulers on it; `close` ends all of it. */
export async function openHarness() {
  const database = await openTestDatabase(storeTemplate);
  const pool = openStorePool({ url: database.url, applicationName: "test" });
  const stops: (() => Promise<void>)[] = [];

  /** A scheduler as a replica has it: with connections of its own. */
  async function replica(owner: string, jobs: JobDefinition[], calendars?: OpenCalendar) {
    const connection = await openCuttableConnection(database.url);
    const own = openStorePool({ url: connection.url, applicationName: owner, max: 3 });
    const looks = countLooks(own);
    const life = new Lifecycle();
    const parts = { pool: own, log, role: "test", jobs, owner, ...(calendars && { calendars }) };
    const scheduler = startScheduler(parts, life);
    let stopped: Promise<void> | undefined;
    const stop = () =>
      (stopped ??= life
        .stop()
        .then(() => own.end())
        .then(() => connection.close()));
    stops.push(stop);
    return { stop, connection, scheduler, looks };
  }
  const runs = (state?: RunState) =>
    listRuns(pool, { limit: 1000, ...(state === undefined ? {} : { state }) });
  const atLeast = (count: number, state?: RunState) =>
    until(async () => {
      const found = await runs(state);
      return found.length >= count ? found : undefined;
    });
  async function close() {
    for (const stop of stops.toReversed()) await stop();
    await pool.end();
    await database.drop();
  }
  return { database, pool, replica, runs, atLeast, close };
}

/** How often a scheduler has begun to look where its jobs stand. */
function countLooks(pool: pg.Pool): () => number {
  let looks = 0;
  const query = pool.query.bind(pool) as (...args: unknown[]) => unknown;
  const counted = (text: unknown, ...rest: unknown[]) => {
    if (typeof text === "string" && text.includes("FROM jobs.job j")) looks += 1;
    return query(text, ...rest);
  };
  pool.query = counted as typeof pool.query;
  return () => looks;
}

export type Harness = Awaited<ReturnType<typeof openHarness>>;

export function job(run: JobDefinition["run"], changed: Partial<JobDefinition> = {}): JobDefinition {
  return {
    name: "job",
    schedule: { everySeconds: 1 },
    timeoutMs: 60_000,
    catchUp: "none",
    overlap: "skip",
    run,
    ...changed,
  };
}

/** Runs until its signal aborts or `finish` is called. */
export function blockingJob(changed: Partial<JobDefinition> = {}) {
  const started: { context: RunContext; signal: AbortSignal; finish: () => void }[] = [];
  const definition = job(
    (signal, context) =>
      new Promise<void>((finish, fail) => {
        started.push({ context, signal, finish });
        signal.addEventListener("abort", () => fail(signal.reason as Error));
      }),
    changed,
  );
  return { definition, started };
}

export async function until<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await delay(20);
  }
}

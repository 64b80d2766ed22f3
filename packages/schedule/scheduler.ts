import { setTimeout as delay } from "node:timers/promises";
import type { Lifecycle, Logger } from "@mystocks/runtime";
import type pg from "pg";
import { decide } from "./decide.ts";
import type { JobDefinition } from "./definition.ts";
import { instantsOf, type NextInstant } from "./instants.ts";
import { readJobs, registerJobs, takeOver, writeDecision, type Claim, type StoredJob } from "./ledger.ts";
import { runClaim } from "./run-claim.ts";

/** How often a scheduler looks although it knows of nothing that is due: for runs whose owner was lost. */
const LOOK_MS = 2000;

export interface SchedulerParts {
  pool: pg.Pool;
  log: Logger;
  jobs: readonly JobDefinition[];
  /** Shown in the ledger; unique a process. */
  owner: string;
}

/**
 * Runs each planned instant of the jobs once across all schedulers on this store. With the store away it waits;
 * what was due meanwhile is decided afterwards by each job's `catchUp`.
 */
export function startScheduler({ pool, log, jobs, owner }: SchedulerParts, life: Lifecycle): void {
  const planned = new Map(jobs.map((job) => [job.name, { definition: job, next: instantsOf(job.schedule) }]));
  if (planned.size < jobs.length) throw new Error("two jobs have the same name");
  const stopping = new AbortController();
  const runs = new Set<Promise<void>>();

  function start(definition: JobDefinition, claim: Claim): void {
    const run = runClaim(definition, claim, { pool, log, stopping: stopping.signal })
      .catch((error: unknown) => log.error({ job: claim.job, err: error }, "job could not be finished"))
      .finally(() => runs.delete(run));
    runs.add(run);
  }

  async function look(): Promise<number> {
    const { now, jobs: stored } = await readJobs(pool, [...planned.keys()]);
    for (const job of stored) {
      const { definition, next } = planned.get(job.job)!;
      const claim = await claimDue(pool, job, { catchUp: definition.catchUp, next, now, owner });
      if (claim !== undefined) start(definition, claim);
    }
    return Math.min(LOOK_MS, ...stored.map((job) => untilNext(planned.get(job.job)!.next, job, now)));
  }

  const looking = repeat({ first: () => registerJobs(pool, jobs), each: look }, log, stopping.signal);
  life.onStop("scheduler", async () => {
    stopping.abort(new Error("stopping"));
    await looking;
    await Promise.all(runs);
  });
}

async function claimDue(
  pool: pg.Pool,
  job: StoredJob,
  {
    catchUp,
    next,
    now,
    owner,
  }: Pick<JobDefinition, "catchUp"> & { next: NextInstant; now: Date; owner: string },
): Promise<Claim | undefined> {
  if (job.running?.isLeaseOver) return takeOver(pool, job.job, owner);
  const state = { catchUp, next, decidedUntil: job.decidedUntil, running: job.running?.planned };
  const decision = decide(state, now);
  return decision && writeDecision(pool, job, decision, owner);
}

/** By PostgreSQL's clock at the start of the look; a millisecond more, since its clock cuts off below it. */
function untilNext(next: NextInstant, { decidedUntil }: StoredJob, now: Date): number {
  const instant = next(decidedUntil > now ? decidedUntil : now);
  return instant === undefined ? LOOK_MS : instant.getTime() - now.getTime() + 1;
}

/** `first` once, then `each` at the pace it asks for, in milliseconds; a repeating fault is logged once. */
async function repeat(
  { first, each }: { first: () => Promise<void>; each: () => Promise<number> },
  log: Logger,
  stopping: AbortSignal,
): Promise<void> {
  let isReady = false;
  let faults = 0;
  while (!stopping.aborted) {
    let pauseMs = LOOK_MS;
    try {
      if (!isReady) await first();
      isReady = true;
      pauseMs = await each();
      if (faults > 0) log.warn({ faults }, "scheduler reaches the store again");
      faults = 0;
    } catch (error) {
      if (faults++ === 0) log.warn({ err: error }, "scheduler can't reach the store; it tries on");
    }
    await delay(pauseMs, undefined, { signal: stopping }).catch(() => {});
  }
}

import { setTimeout as delay } from "node:timers/promises";
import { calendarBook } from "@mystocks/calendar";
import { FaultLog, MonitorError, type Lifecycle, type Logger, type MetricFamily } from "@mystocks/runtime";
import type pg from "pg";
import { claimRequest, requestCancel, takeOver, writeDecision, type Claim } from "./claims.ts";
import { decide } from "./decide.ts";
import type { JobDefinition } from "./definition.ts";
import { instantsOf, type OpenCalendar, type NextInstant } from "./instants.ts";
import { JobMeter } from "./job-meter.ts";
import { readJobs, registerJobs, type StoredJob } from "./job-rows.ts";
import { keepLease, type Lease } from "./keep-lease.ts";
import { LOOK_MS, untilNextLook } from "./next-look.ts";
import { runClaim } from "./run-claim.ts";

const UNIQUE_VIOLATION = "23505";

export interface SchedulerParts {
  /** The scheduler's own: jobs that used up its connections would keep leases from being renewed. */
  pool: pg.Pool;
  log: Logger;
  /** Whose jobs these are; those it had before and has no longer are retired. */
  role: string;
  jobs: readonly JobDefinition[];
  /** Shown in the ledger; unique a process. */
  owner: string;
  /** The shipped ones when left out. */
  calendars?: OpenCalendar;
}

export interface Scheduler {
  /** What this process started: how late, and how long it took. */
  families(): MetricFamily[];
}

interface Planned {
  definition: JobDefinition;
  next: NextInstant;
}

/**
 * Runs each planned instant of the jobs once across all schedulers on this store. With the store away it waits;
 * what was due meanwhile is decided afterwards by each job's `catchUp`. Throws CONFIG_INVALID.
 */
export function startScheduler(parts: SchedulerParts, life: Lifecycle): Scheduler {
  const { pool, log, role, jobs, owner } = parts;
  const planned = planOf(jobs, parts.calendars ?? calendarBook().open);
  const schedules = new Map(jobs.map(({ name, schedule }) => [name, schedule]));
  const stopping = new AbortController();
  const meter = new JobMeter();
  const faults = new FaultLog(log);
  const runs = new Map<Promise<void>, { job: string; lease: Lease }>();

  function start(definition: JobDefinition, claim: Claim): void {
    const lease = keepLease(pool, claim);
    const ended = meter.started(claim);
    const run = runClaim(definition, { claim, lease }, { pool, log, stopping: stopping.signal })
      .catch((error: unknown) => log.error({ job: claim.job, err: error }, "job could not be finished"))
      .finally(() => {
        lease.end();
        ended();
        runs.delete(run);
      });
    runs.set(run, { job: claim.job, lease });
  }

  async function cancel(job: string, cause: string): Promise<void> {
    await requestCancel(pool, job, cause);
    for (const running of runs.values()) if (running.job === job) running.lease.cancel(cause);
  }

  async function look(): Promise<number> {
    const { now, jobs: stored } = await readJobs(pool, schedules);
    for (const job of stored) {
      const known = planned.get(job.job)!;
      const claim = await claimDue({ pool, owner, now, cancel }, job, known).catch(unlessBegun);
      if (claim !== undefined) start(known.definition, claim);
    }
    return untilNextLook(
      stored.map(({ job, decidedUntil }) => ({ next: planned.get(job)!.next, decidedUntil })),
      now,
    );
  }

  const register = () => registerJobs(pool, { role, jobs });
  const looking = repeat({ first: register, each: look }, faults, stopping.signal);
  life.onStop("scheduler", async () => {
    stopping.abort(new Error("stopping"));
    await looking;
    await Promise.all(runs.keys());
  });
  return { families: () => meter.families() };
}

function planOf(jobs: readonly JobDefinition[], calendars: OpenCalendar): Map<string, Planned> {
  const planned = new Map<string, Planned>();
  for (const definition of jobs) {
    const { name, catchUp, overlap } = definition;
    if (planned.has(name)) throw refusal(name, "two jobs have this name", "Rename one of them.");
    if (typeof catchUp === "object" && overlap !== "queue")
      throw refusal(name, `overlap: ${overlap}, but it catches up on all`, 'Write overlap: "queue".');
    planned.set(name, { definition, next: instantsOf(definition.schedule, calendars) });
  }
  return planned;
}

const refusal = (job: string, problem: string, remedy: string) =>
  new MonitorError("CONFIG_INVALID", `job ${job}: ${problem}`, { remedy });

interface ClaimParts {
  pool: pg.Pool;
  owner: string;
  now: Date;
  cancel: (job: string, cause: string) => Promise<void>;
}

/** Lost runs first, then what is planned, then what people asked for. */
async function claimDue(
  { pool, owner, now, cancel }: ClaimParts,
  stored: StoredJob,
  { definition: { catchUp, overlap }, next }: Planned,
): Promise<Claim | undefined> {
  const { job, running, decidedUntil, busyUntil, pause } = stored;
  if (running?.isLeaseOver) return takeOver(pool, job, owner);
  const decision = decide(
    { catchUp, overlap, next, decidedUntil, running: running?.planned, busyUntil, pause },
    now,
  );
  if (decision?.cancel !== undefined && running?.isCancelled === false) await cancel(job, decision.cancel);
  const claim = decision && (await writeDecision(pool, stored, decision, owner));
  if (claim !== undefined || stored.requested === undefined || running !== undefined) return claim;
  return claimRequest(pool, job, owner);
}

/** Another process began a run of the job since this one looked: what is due is decided again at the next look. */
function unlessBegun(error: unknown): undefined {
  if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
}

/** `first` once, then `each` at the pace it asks for, in milliseconds; a repeating fault is logged once. */
async function repeat(
  { first, each }: { first: () => Promise<void>; each: () => Promise<number> },
  faults: FaultLog,
  stopping: AbortSignal,
): Promise<void> {
  const fault = "scheduler can't reach the store; it tries on";
  let isReady = false;
  while (!stopping.aborted) {
    let pauseMs = LOOK_MS;
    try {
      if (!isReady) await first();
      isReady = true;
      pauseMs = await each();
      faults.healed(fault);
    } catch (error) {
      faults.fault(fault, error);
    }
    await delay(pauseMs, undefined, { signal: stopping }).catch(() => {});
  }
}

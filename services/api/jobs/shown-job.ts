import {
  lastTelling,
  successDue,
  tallyOf,
  upcoming,
  type Instant,
  type JobStanding,
  type NextInstant,
  type Run,
} from "@mystocks/schedule";
import { readCause } from "@mystocks/schedule/causes";
import type { Job, JobInstant, JobRun } from "../contract.ts";

interface Shown {
  standing: JobStanding;
  recent: readonly Run[];
  next: NextInstant;
  now: Date;
}

export function shownJob({ standing, recent, next, now }: Shown): Job {
  const { job, role, schedule, paused, requested } = standing;
  const last = lastTelling(standing);
  const due = successDue(standing, next);
  const following = next(now);
  return {
    name: job,
    role,
    schedule,
    policy: shownPolicy(standing),
    paused: paused && { ...paused, at: paused.at.toISOString() },
    requestedAt: shownTime(requested),
    recent: recent.map(shownRun),
    last: last === undefined ? null : { fate: last.state, planned: last.lastPlanned.toISOString() },
    lastSuccessAt: shownTime(tallyOf(standing, "ok")?.lastAt),
    successDueAt: shownTime(due),
    isSilent: due !== undefined && due < now,
    next: following === undefined ? null : shownInstant(following),
  };
}

function shownPolicy({ policy: { timeoutMs, catchUp, overlap, retries } }: JobStanding): Job["policy"] {
  const isAll = typeof catchUp === "object";
  return {
    timeoutMs: timeoutMs ?? null,
    catchUp: isAll ? "all" : (catchUp ?? null),
    catchUpSeconds: isAll ? catchUp.allWithinSeconds : null,
    overlap: overlap ?? null,
    retries: retries ?? null,
  };
}

export function shownRun(run: Run): JobRun {
  const { state, startedAt, finishedAt } = run;
  return {
    planned: run.planned.toISOString(),
    fate: state,
    ...shownCause(run.cause),
    owner: run.owner,
    attempt: run.attempt,
    startedAt: shownTime(startedAt),
    finishedAt: shownTime(finishedAt),
    durationMs: startedAt === null || finishedAt === null ? null : finishedAt.getTime() - startedAt.getTime(),
    latenessMs: run.latenessMs,
    askedBy: run.askedBy,
    askedWhy: run.askedWhy,
    retryAt: shownTime(run.retryAt),
    figures: run.figures,
  };
}

export function shownUpcoming(next: NextInstant, now: Date, count: number): JobInstant[] {
  return upcoming(next, now, count).map(shownInstant);
}

const shownInstant = (instant: Instant): JobInstant => ({
  at: instant.at.toISOString(),
  calendar: instant.calendar,
  ...shownCause(instant.calendar === "open" ? null : instant.cause),
});

const shownCause = (cause: string | null) => ({
  cause,
  because: cause === null ? null : (readCause(cause) ?? null),
});

const shownTime = (at: Date | null | undefined) => at?.toISOString() ?? null;

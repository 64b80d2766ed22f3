import type pg from "pg";
import type { JobPolicy, Schedule } from "./definition.ts";
import { TELLING_STATES, type RunState } from "./states.ts";

/** How often instants of a job came to one end, and the newest of them. */
export interface Tally {
  state: RunState;
  runs: number;
  /** Sum of how long they ran. */
  seconds: number;
  lastPlanned: Date;
  lastAt: Date;
  lastSeconds: number | null;
  lastLatenessSeconds: number | null;
}

export interface JobStanding {
  job: string;
  role: string | null;
  schedule: Schedule;
  /** Of a job of a version before migration 0009 it is empty. */
  policy: Partial<JobPolicy>;
  firstSeen: Date;
  decidedUntil: Date;
  paused: { at: Date; by: string; reason: string } | null;
  resumedAt: Date | null;
  /** The run that goes on, or waits to be tried again. */
  running: { planned: Date; startedAt: Date | null; attempt: number } | null;
  requested: Date | null;
  tallies: Tally[];
}

interface Row extends Omit<JobStanding, "paused" | "tallies" | "running"> {
  pausedAt: Date | null;
  pausedBy: string;
  pausedReason: string;
  planned: Date | null;
  startedAt: Date | null;
  attempt: number;
  tallies: (Omit<Tally, "lastPlanned" | "lastAt"> & { lastPlanned: string; lastAt: string })[];
}

/** Where every job stands that some role still has, by name; and the time by PostgreSQL's clock. */
export async function readBoard(
  pool: pg.Pool,
  { job }: { job?: string } = {},
): Promise<{ now: Date; jobs: JobStanding[] }> {
  const { rows } = await pool.query<Row & { now: Date }>(
    `SELECT clock_timestamp() AS now, j.job, j.role, j.schedule, j.policy, j.first_seen AS "firstSeen",
       j.decided_until AS "decidedUntil", j.paused_at AS "pausedAt", j.resumed_at AS "resumedAt",
       j.paused_by AS "pausedBy", j.paused_reason AS "pausedReason",
       r.planned, r.started_at AS "startedAt", r.attempt, q.planned AS requested,
       coalesce((
         SELECT json_agg(json_build_object('state', state, 'runs', runs, 'seconds', seconds,
           'lastPlanned', last_planned, 'lastAt', last_at, 'lastSeconds', last_seconds,
           'lastLatenessSeconds', last_lateness_seconds))
         FROM jobs.tally WHERE job = j.job), '[]') AS tallies
     FROM jobs.job j
     LEFT JOIN jobs.run r ON r.job = j.job AND r.state = 'running'
     LEFT JOIN jobs.run q ON q.job = j.job AND q.state = 'requested'
     WHERE j.retired_at IS NULL AND ($1::text IS NULL OR j.job = $1)
     ORDER BY j.job`,
    [job ?? null],
  );
  return { now: rows[0]?.now ?? new Date(), jobs: rows.map(standingOf) };
}

function standingOf(row: Row): JobStanding {
  const { pausedAt, pausedBy: by, pausedReason: reason, planned, startedAt, attempt, tallies, ...rest } = row;
  return {
    ...rest,
    paused: pausedAt !== null && row.resumedAt === null ? { at: pausedAt, by, reason } : null,
    running: planned === null ? null : { planned, startedAt, attempt },
    tallies: tallies.map((tally) => ({
      ...tally,
      lastPlanned: new Date(tally.lastPlanned),
      lastAt: new Date(tally.lastAt),
    })),
  };
}

export const tallyOf = ({ tallies }: JobStanding, state: RunState): Tally | undefined =>
  tallies.find((tally) => tally.state === state);

/** How the newest instant ended that tells whether the job is well. */
export function lastTelling({ tallies }: JobStanding): Tally | undefined {
  return tallies
    .filter(({ state }) => (TELLING_STATES as readonly string[]).includes(state))
    .toSorted((a, b) => b.lastPlanned.getTime() - a.lastPlanned.getTime())[0];
}

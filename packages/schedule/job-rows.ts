import { isDeepStrictEqual } from "node:util";
import type pg from "pg";
import { causeText } from "./causes.ts";
import type { Pause } from "./decide.ts";
import type { JobDefinition, JobPolicy, Schedule } from "./definition.ts";

/** Where a job stands, as the scheduler reads it. */
export interface StoredJob {
  job: string;
  decidedUntil: Date;
  running: { planned: Date; isLeaseOver: boolean; isCancelled: boolean } | undefined;
  busyUntil: Date | undefined;
  pause: Pause | undefined;
  /** When somebody asked for a run that nobody has begun. */
  requested: Date | undefined;
}

/**
 * Makes a role's jobs known and retires those it has no longer. A schedule that changed begins now: its past instants
 * were never planned.
 */
export async function registerJobs(
  pool: pg.Pool,
  { role, jobs }: { role: string; jobs: readonly JobDefinition[] },
): Promise<void> {
  await pool.query(
    `WITH given AS (
       SELECT * FROM json_to_recordset($2) AS given(name text, schedule jsonb, policy jsonb) ORDER BY name
     ), retired AS (
       UPDATE jobs.job SET retired_at = clock_timestamp()
       WHERE role = $1 AND retired_at IS NULL AND job NOT IN (SELECT name FROM given)
     )
     INSERT INTO jobs.job (job, schedule, role, policy) SELECT name, schedule, $1, policy FROM given
     ON CONFLICT (job) DO UPDATE SET
       role = excluded.role, policy = excluded.policy, schedule = excluded.schedule, retired_at = NULL,
       decided_until = CASE WHEN job.schedule <> excluded.schedule OR job.retired_at IS NOT NULL
         THEN excluded.decided_until ELSE job.decided_until END`,
    [
      role,
      JSON.stringify(jobs.map(({ name, schedule, ...rest }) => ({ name, schedule, policy: policyOf(rest) }))),
    ],
  );
}

function policyOf({ timeoutMs, catchUp, overlap, retries }: JobPolicy): JobPolicy {
  return { timeoutMs, catchUp, overlap, ...(retries && { retries }) };
}

interface Row {
  now: Date;
  job: string;
  schedule: Schedule;
  decided_until: Date;
  planned: Date | null;
  is_lease_over: boolean;
  is_cancelled: boolean;
  busy_until: Date | null;
  paused_at: Date | null;
  resumed_at: Date | null;
  paused_by: string;
  paused_reason: string;
  requested: Date | null;
}

/**
 * Where jobs stand, in the order of their names, and the time by PostgreSQL's clock. A job that another version plans by another schedule is left
 * out: both would plan it.
 */
export async function readJobs(
  pool: pg.Pool,
  schedules: ReadonlyMap<string, Schedule>,
): Promise<{ now: Date; jobs: StoredJob[] }> {
  const { rows } = await pool.query<Row>(
    `SELECT clock_timestamp() AS now, j.job, j.schedule, j.decided_until, r.planned,
       r.lease_until < clock_timestamp() AS is_lease_over, r.cancel IS NOT NULL AS is_cancelled,
       (SELECT max(last_at) FROM jobs.tally WHERE job = j.job AND state IN ('ok', 'failed', 'superseded')) AS busy_until,
       q.planned AS requested,
       j.paused_at, j.resumed_at, j.paused_by, j.paused_reason
     FROM jobs.job j
     LEFT JOIN jobs.run r ON r.job = j.job AND r.state = 'running'
     LEFT JOIN jobs.run q ON q.job = j.job AND q.state = 'requested'
     WHERE j.job = ANY($1) AND j.retired_at IS NULL
     ORDER BY j.job`,
    [[...schedules.keys()]],
  );
  const jobs = rows
    .filter(({ job, schedule }) => isDeepStrictEqual(schedule, schedules.get(job)))
    .map(storedJob);
  return { now: rows[0]?.now ?? new Date(0), jobs };
}

function storedJob(row: Row): StoredJob {
  const { job, planned } = row;
  return {
    job,
    decidedUntil: row.decided_until,
    running:
      planned === null
        ? undefined
        : { planned, isLeaseOver: row.is_lease_over, isCancelled: row.is_cancelled },
    busyUntil: row.busy_until ?? undefined,
    pause:
      row.paused_at === null
        ? undefined
        : {
            from: row.paused_at,
            until: row.resumed_at ?? undefined,
            cause: causeText("paused", { by: row.paused_by, why: row.paused_reason }),
          },
    requested: row.requested ?? undefined,
  };
}

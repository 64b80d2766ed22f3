import type pg from "pg";
import type { Decision } from "./decide.ts";
import type { JobDefinition } from "./definition.ts";

/** A run this process owns; `attempt` is the fence: a later owner has a higher one. */
export interface Claim {
  job: string;
  planned: Date;
  owner: string;
  attempt: number;
}

export interface StoredJob {
  job: string;
  decidedUntil: Date;
  running: { planned: Date; isLeaseOver: boolean } | undefined;
}

export const LEASE_SECONDS = 10;
const LEASE = `clock_timestamp() + interval '${LEASE_SECONDS} seconds'`;
const ATTEMPTS = 3;

/** Makes the jobs known. A schedule that changed begins now: its past instants were never planned. */
export async function registerJobs(pool: pg.Pool, jobs: readonly JobDefinition[]): Promise<void> {
  await pool.query(
    `INSERT INTO jobs.job (job, schedule)
     SELECT name, schedule FROM json_to_recordset($1) AS given(name text, schedule jsonb) ORDER BY name
     ON CONFLICT (job) DO UPDATE SET schedule = excluded.schedule, decided_until = excluded.decided_until
     WHERE job.schedule <> excluded.schedule`,
    [JSON.stringify(jobs.map(({ name, schedule }) => ({ name, schedule })))],
  );
}

/** Where the jobs stand, and the time by PostgreSQL's clock. */
export async function readJobs(
  pool: pg.Pool,
  names: readonly string[],
): Promise<{ now: Date; jobs: StoredJob[] }> {
  const { rows } = await pool.query<{
    now: Date;
    job: string;
    decided_until: Date;
    planned: Date | null;
    is_lease_over: boolean;
  }>(
    `SELECT clock_timestamp() AS now, j.job, j.decided_until, r.planned, r.lease_until < clock_timestamp() AS is_lease_over
     FROM jobs.job j LEFT JOIN jobs.run r ON r.job = j.job AND r.state = 'running'
     WHERE j.job = ANY($1)`,
    [names],
  );
  const jobs = rows.map(({ job, decided_until, planned, is_lease_over }) => ({
    job,
    decidedUntil: decided_until,
    running: planned === null ? undefined : { planned, isLeaseOver: is_lease_over },
  }));
  return { now: rows[0]?.now ?? new Date(), jobs };
}

/**
 * Writes a decision if nobody else decided about the same instants meanwhile. Returns the run it starts.
 * One statement: the job's row is the lock, and a second decider finds decided_until moved on.
 */
export async function writeDecision(
  pool: pg.Pool,
  { job, decidedUntil }: StoredJob,
  decision: Decision,
  owner: string,
): Promise<Claim | undefined> {
  const { rowCount } = await pool.query(
    `WITH decided AS (
       UPDATE jobs.job SET decided_until = $3 WHERE job = $1 AND decided_until = $2 RETURNING job
     ), passed_over AS (
       INSERT INTO jobs.run (job, planned, state, cause)
       SELECT job, planned, state, cause
       FROM decided, json_to_recordset($4) AS given(planned timestamptz, state text, cause text)
     )
     INSERT INTO jobs.run (job, planned, state, owner, attempt, started_at, lease_until)
     SELECT job, $5, 'running', $6, 1, clock_timestamp(), ${LEASE} FROM decided WHERE $5::timestamptz IS NOT NULL`,
    [
      job,
      decidedUntil,
      decision.decidedUntil,
      JSON.stringify(decision.passedOver),
      decision.run ?? null,
      owner,
    ],
  );
  if (decision.run === undefined || rowCount === 0) return undefined;
  return { job, planned: decision.run, owner, attempt: 1 };
}

/** Becomes the owner of a run whose lease is over; one that lost three owners has failed instead. */
export async function takeOver(pool: pg.Pool, job: string, owner: string): Promise<Claim | undefined> {
  const { rows } = await pool.query<{ planned: Date; attempt: number; state: string }>(
    `UPDATE jobs.run SET
       state = CASE WHEN attempt < ${ATTEMPTS} THEN 'running' ELSE 'failed' END,
       attempt = attempt + CASE WHEN attempt < ${ATTEMPTS} THEN 1 ELSE 0 END,
       cause = CASE WHEN attempt < ${ATTEMPTS} THEN NULL ELSE 'its owner was lost ${ATTEMPTS} times' END,
       finished_at = CASE WHEN attempt < ${ATTEMPTS} THEN NULL ELSE clock_timestamp() END,
       owner = $2, started_at = clock_timestamp(), lease_until = ${LEASE}
     WHERE job = $1 AND state = 'running' AND lease_until < clock_timestamp()
     RETURNING planned, attempt, state`,
    [job, owner],
  );
  const taken = rows[0];
  if (taken?.state !== "running") return undefined;
  return { job, planned: taken.planned, owner, attempt: taken.attempt };
}

const STILL_OURS = "job = $1 AND planned = $2 AND owner = $3 AND attempt = $4 AND state = 'running'";
const identity = ({ job, planned, owner, attempt }: Claim) => [job, planned, owner, attempt];

/** False: another owner has taken over. */
export async function renewLease(pool: pg.Pool, claim: Claim): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE jobs.run SET lease_until = ${LEASE} WHERE ${STILL_OURS}`,
    identity(claim),
  );
  return rowCount === 1;
}

export async function holdLease(client: pg.ClientBase, claim: Claim): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM jobs.run WHERE ${STILL_OURS} FOR SHARE`,
    identity(claim),
  );
  if (rowCount === 0) throw new Error(`${claim.job}: another owner has taken over`);
}

/** False: another owner has taken over, and its outcome counts. */
export async function finishRun(
  pool: pg.Pool,
  claim: Claim,
  state: "ok" | "failed",
  cause: string | undefined,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE jobs.run SET state = $5, cause = $6, finished_at = clock_timestamp(), lease_until = NULL
     WHERE ${STILL_OURS}`,
    [...identity(claim), state, cause ?? null],
  );
  return rowCount === 1;
}

/** Lets the next owner take over at once. */
export async function releaseLease(pool: pg.Pool, claim: Claim): Promise<void> {
  await pool.query(
    `UPDATE jobs.run SET lease_until = '-infinity', cause = 'released' WHERE ${STILL_OURS}`,
    identity(claim),
  );
}

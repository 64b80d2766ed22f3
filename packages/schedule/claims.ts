import type pg from "pg";
import { CAUSES, causeText } from "./causes.ts";
import type { Decision } from "./decide.ts";
import type { RunFigures } from "./definition.ts";
import type { StoredJob } from "./job-rows.ts";

/** A run this process owns; `attempt` is the fence: a later owner has a higher one. */
export interface Claim {
  job: string;
  planned: Date;
  owner: string;
  attempt: number;
  /** How often the job itself has failed in this run. */
  failures: number;
  /** By PostgreSQL's clock, from the planned instant to the first start; undefined for a later attempt. */
  latenessSeconds: number | undefined;
}

export const LEASE_SECONDS = 10;
const LEASE = `clock_timestamp() + interval '${LEASE_SECONDS} seconds'`;
const MOST_LOST = 3;
/** What somebody asked for and nobody began within this is not started out of the blue. */
const REQUEST_HOLDS = "interval '1 hour'";

const CLAIMED = `job, planned, owner, attempt, failures,
  CASE WHEN attempt = 1 THEN extract(epoch FROM claimed_at - planned)::float8 END AS "latenessSeconds"`;

const claimOf = (row: (Omit<Claim, "latenessSeconds"> & { latenessSeconds: number | null }) | undefined) =>
  row && { ...row, latenessSeconds: row.latenessSeconds ?? undefined };
type ClaimRow = NonNullable<Parameters<typeof claimOf>[0]>;

/**
 * Writes a decision if nobody else decided about the same instants meanwhile. Returns the run it starts.
 * One statement: the job's row is the lock, and a second decider finds decided_until moved on. With a pause
 * that came or went meanwhile it is decided anew.
 */
export async function writeDecision(
  pool: pg.Pool,
  { job, decidedUntil, pause }: StoredJob,
  decision: Decision,
  owner: string,
): Promise<Claim | undefined> {
  const { rows } = await pool.query<ClaimRow>(
    `WITH decided AS (
       UPDATE jobs.job SET decided_until = $3
       WHERE job = $1 AND decided_until = $2 AND paused_at IS NOT DISTINCT FROM $7 AND resumed_at IS NOT DISTINCT FROM $8
       RETURNING job
     ), passed_over AS (
       INSERT INTO jobs.run (job, planned, state, cause)
       SELECT job, planned, state, cause
       FROM decided, json_to_recordset($4) AS given(planned timestamptz, state text, cause text)
       ON CONFLICT (job, planned) DO NOTHING
     )
     INSERT INTO jobs.run (job, planned, state, owner, attempt, claimed_at, started_at, lease_until)
     SELECT job, $5, 'running', $6, 1, clock_timestamp(), clock_timestamp(), ${LEASE}
     FROM decided WHERE $5::timestamptz IS NOT NULL
     RETURNING ${CLAIMED}`,
    [
      job,
      decidedUntil,
      decision.decidedUntil,
      JSON.stringify(decision.passedOver),
      decision.run ?? null,
      owner,
      pause?.from ?? null,
      pause?.until ?? null,
    ],
  );
  return claimOf(rows[0]);
}

/** Begins what somebody asked for, unless a run goes on; what was asked for too long ago is missed. */
export async function claimRequest(pool: pg.Pool, job: string, owner: string): Promise<Claim | undefined> {
  const { rows } = await pool.query<ClaimRow>(
    `WITH expired AS (
       UPDATE jobs.run SET state = 'missed', cause = '${CAUSES.nobodyBegan}'
       WHERE job = $1 AND state = 'requested' AND planned < clock_timestamp() - ${REQUEST_HOLDS}
     )
     UPDATE jobs.run SET state = 'running', owner = $2, attempt = 1, claimed_at = clock_timestamp(),
       started_at = clock_timestamp(), lease_until = ${LEASE}
     WHERE job = $1 AND state = 'requested' AND planned >= clock_timestamp() - ${REQUEST_HOLDS}
       AND NOT EXISTS (SELECT FROM jobs.run WHERE job = $1 AND state = 'running')
     RETURNING ${CLAIMED}`,
    [job, owner],
  );
  return claimOf(rows[0]);
}

/**
 * Becomes the owner of a run whose lease is over: its owner was lost, or it is time to try it again. One that lost
 * three owners has failed instead, and one that was to be ended is superseded. An owner that holds its lease in a
 * transaction is not waited for: other jobs would wait too.
 */
export async function takeOver(pool: pg.Pool, job: string, owner: string): Promise<Claim | undefined> {
  const { rows } = await pool.query<ClaimRow & { state: string }>(
    `UPDATE jobs.run SET
       state = step.state,
       attempt = attempt + CASE WHEN step.state = 'running' THEN 1 ELSE 0 END,
       lost = run.lost + step.lost,
       cause = CASE step.state WHEN 'failed' THEN '${causeText("ownerLost", { times: MOST_LOST })}' WHEN 'superseded' THEN cancel END,
       finished_at = CASE WHEN step.state = 'running' THEN NULL ELSE clock_timestamp() END,
       owner = $2, started_at = clock_timestamp(), lease_until = ${LEASE}
     FROM (
       SELECT planned AS at, CASE WHEN owner IS NULL THEN 0 ELSE 1 END AS lost,
         CASE WHEN cancel IS NOT NULL THEN 'superseded'
           WHEN owner IS NOT NULL AND lost + 1 >= ${MOST_LOST} THEN 'failed' ELSE 'running' END AS state
       FROM jobs.run WHERE job = $1 AND state = 'running' AND lease_until < clock_timestamp() FOR UPDATE SKIP LOCKED
     ) step
     WHERE job = $1 AND planned = step.at
     RETURNING jobs.run.state, ${CLAIMED}`,
    [job, owner],
  );
  const taken = rows[0];
  return taken?.state === "running" ? claimOf(taken) : undefined;
}

/** Tells the owner of the job's run to end it. */
export async function requestCancel(db: pg.Pool | pg.ClientBase, job: string, cause: string): Promise<void> {
  await db.query("UPDATE jobs.run SET cancel = $2 WHERE job = $1 AND state = 'running' AND cancel IS NULL", [
    job,
    cause,
  ]);
}

const STILL_OURS = "job = $1 AND planned = $2 AND owner = $3 AND attempt = $4 AND state = 'running'";
const identity = ({ job, planned, owner, attempt }: Claim) => [job, planned, owner, attempt];

/** `isOurs` false: another owner has taken step. `cancel`: why the run shall end. */
export async function renewLease(
  pool: pg.Pool,
  claim: Claim,
): Promise<{ isOurs: false } | { isOurs: true; cancel: string | null }> {
  const { rows } = await pool.query<{ cancel: string | null }>(
    `UPDATE jobs.run SET lease_until = ${LEASE} WHERE ${STILL_OURS} RETURNING cancel`,
    identity(claim),
  );
  return rows[0] === undefined ? { isOurs: false } : { isOurs: true, cancel: rows[0].cancel };
}

export async function holdLease(client: pg.ClientBase, claim: Claim): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM jobs.run WHERE ${STILL_OURS} FOR SHARE`,
    identity(claim),
  );
  if (rowCount === 0) throw new Error(`${claim.job}: another owner has taken over`);
}

export interface Outcome {
  state: "ok" | "failed" | "superseded";
  cause: string | undefined;
  figures?: RunFigures | undefined;
}

/** Without effect when another owner has taken over: its outcome counts. */
export async function finishRun(pool: pg.Pool, claim: Claim, outcome: Outcome): Promise<void> {
  const { state, cause, figures } = outcome;
  await pool.query(
    `UPDATE jobs.run SET state = $5, cause = $6, figures = $7, finished_at = clock_timestamp(), lease_until = NULL,
       failures = failures + CASE WHEN $5 = 'failed' THEN 1 ELSE 0 END
     WHERE ${STILL_OURS}`,
    [...identity(claim), state, cause ?? null, figures === undefined ? null : JSON.stringify(figures)],
  );
}

/** Lets whoever is there then try the run again; the failure is kept until it ends. */
export async function retryLater(pool: pg.Pool, claim: Claim, cause: string, afterMs: number): Promise<void> {
  await pool.query(
    `UPDATE jobs.run SET owner = NULL, failures = failures + 1, cause = $5,
       lease_until = clock_timestamp() + $6 * interval '1 millisecond'
     WHERE ${STILL_OURS}`,
    [...identity(claim), cause, afterMs],
  );
}

/** Lets the next owner take over at once; nobody was lost. */
export async function releaseLease(pool: pg.Pool, claim: Claim): Promise<void> {
  await pool.query(
    `UPDATE jobs.run SET owner = NULL, lease_until = '-infinity', cause = '${CAUSES.released}' WHERE ${STILL_OURS}`,
    identity(claim),
  );
}

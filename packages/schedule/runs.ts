import type pg from "pg";
import type { RunFigures } from "./definition.ts";
import { JOB_STATES, type RunState } from "./states.ts";

export interface Run {
  job: string;
  planned: Date;
  state: RunState;
  /** Why it did not run or did not succeed; of a run that goes on: why it is tried again. */
  cause: string | null;
  owner: string | null;
  /** 0 for an instant that was never run. */
  attempt: number;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** From the planned instant to the first start; null where it never started. */
  latenessMs: number | null;
  /** Who asked for it, and why; null for one that was planned. */
  askedBy: string | null;
  askedWhy: string | null;
  /** When it is tried again; null unless it waits for that. */
  retryAt: Date | null;
  /** What it says of its work; null: nothing. */
  figures: RunFigures | null;
}

const COLUMNS = `job, planned, state, cause, owner, attempt, started_at AS "startedAt", finished_at AS "finishedAt",
  CASE WHEN started_at IS NOT NULL THEN (extract(epoch FROM claimed_at - planned) * 1000)::float8 END AS "latenessMs",
  asked_by AS "askedBy", asked_why AS "askedWhy",
  CASE WHEN state = 'running' AND owner IS NULL AND isfinite(lease_until) THEN lease_until END AS "retryAt",
  figures`;

/** The ledger, newest instants first. */
export async function listRuns(
  pool: pg.Pool,
  { job, state, before, limit }: { job?: string; state?: RunState; before?: Date; limit: number },
): Promise<Run[]> {
  const { rows } = await pool.query<Run>(
    `SELECT ${COLUMNS}
     FROM jobs.run
     WHERE ($1::text IS NULL OR job = $1) AND ($2::text IS NULL OR state = $2)
       AND ($3::timestamptz IS NULL OR planned < $3)
     ORDER BY planned DESC, job
     LIMIT $4`,
    [job ?? null, state ?? null, before ?? null, limit],
  );
  return rows.map(known);
}

/** Of each job its newest runs, newest first. */
export async function listNewestRuns(pool: pg.Pool, jobs: readonly string[], each: number): Promise<Run[]> {
  const { rows } = await pool.query<Run>(
    `SELECT newest.* FROM unnest($1::text[]) AS wanted(name), LATERAL (
       SELECT ${COLUMNS} FROM jobs.run WHERE run.job = wanted.name ORDER BY planned DESC LIMIT $2
     ) newest`,
    [jobs, each],
  );
  return rows.map(known);
}

/** 'skipped' is what versions before 0009 write. */
const known = (run: Run): Run =>
  (JOB_STATES as readonly string[]).includes(run.state) ? run : { ...run, state: "skipped_overlap" };

/** Deletes finished rows of instants before a time, the oldest first, at most 10,000; returns how many. */
export async function pruneRuns(pool: pg.Pool, before: Date): Promise<number> {
  const { rowCount } = await pool.query(
    `DELETE FROM jobs.run WHERE (job, planned) IN (
       SELECT job, planned FROM jobs.run WHERE planned < $1 AND state NOT IN ('running', 'requested')
       ORDER BY planned LIMIT 10000)`,
    [before],
  );
  return rowCount ?? 0;
}

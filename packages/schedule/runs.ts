import type pg from "pg";

export type RunState = "running" | "ok" | "failed" | "missed" | "skipped" | "superseded";

export interface Run {
  job: string;
  planned: Date;
  state: RunState;
  /** Why it did not run or did not succeed. */
  cause: string | null;
  owner: string | null;
  /** 0 for an instant that was never run. */
  attempt: number;
  startedAt: Date | null;
  finishedAt: Date | null;
}

/** The ledger, newest instants first. */
export async function listRuns(
  pool: pg.Pool,
  { job, state, before, limit }: { job?: string; state?: RunState; before?: Date; limit: number },
): Promise<Run[]> {
  const { rows } = await pool.query<Run>(
    `SELECT job, planned, state, cause, owner, attempt, started_at AS "startedAt", finished_at AS "finishedAt"
     FROM jobs.run
     WHERE ($1::text IS NULL OR job = $1) AND ($2::text IS NULL OR state = $2)
       AND ($3::timestamptz IS NULL OR planned < $3)
     ORDER BY planned DESC, job
     LIMIT $4`,
    [job ?? null, state ?? null, before ?? null, limit],
  );
  return rows;
}

/** Deletes finished rows of instants before a time, the oldest first, at most 10,000; returns how many. */
export async function pruneRuns(pool: pg.Pool, before: Date): Promise<number> {
  const { rowCount } = await pool.query(
    `DELETE FROM jobs.run WHERE (job, planned) IN (
       SELECT job, planned FROM jobs.run WHERE planned < $1 AND state <> 'running' ORDER BY planned LIMIT 10000)`,
    [before],
  );
  return rowCount ?? 0;
}

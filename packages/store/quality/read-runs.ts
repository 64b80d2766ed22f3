import type pg from "pg";
import type { FailedRowSample } from "./runs.ts";

export interface StoredRun {
  runId: string;
  origin: "contract" | "service";
  cause: string;
  askedBy: string | null;
  askedWhy: string | null;
  startedAtMs: number;
  durationMs: number;
  statements: number;
  /** The trading day judged; null for runs that were stored before days were kept. */
  day: string | null;
  isCurrent: boolean;
  /** How many checks have this verdict. */
  verdicts: Record<string, number>;
}

/** Runs of a dataset, newest first, of those before `beforeId` where one is given. */
export async function readQualityRuns(
  pool: pg.Pool,
  {
    dataset,
    origin,
    beforeId,
    limit,
  }: { dataset: string; origin?: StoredRun["origin"] | undefined; beforeId?: string; limit: number },
): Promise<StoredRun[]> {
  const { rows } = await pool.query<StoredRun>(
    `SELECT run.run_id::text AS "runId", run.origin, run.cause, run.asked_by AS "askedBy", run.asked_why AS "askedWhy",
       (extract(epoch FROM run.started_at) * 1000)::float8 AS "startedAtMs", run.duration_ms AS "durationMs",
       run.statements, run.day::text AS day, run.is_current AS "isCurrent",
       (SELECT coalesce(jsonb_object_agg(verdict, count), '{}')
        FROM (SELECT verdict, count(*)::int AS count FROM quality.result
              WHERE result.run_id = run.run_id GROUP BY verdict) AS counted) AS verdicts
     FROM quality.run JOIN quality.dataset USING (dataset_id)
     WHERE dataset.dataset = $1 AND ($2::bigint IS NULL OR run.run_id < $2) AND ($3::text IS NULL OR run.origin = $3)
     ORDER BY run.run_id DESC
     LIMIT $4`,
    [dataset, beforeId ?? null, origin ?? null, limit],
  );
  return rows;
}

export interface CheckPoint {
  runId: string;
  atMs: number;
  day: string | null;
  verdict: string;
  value: number | null;
  failedRows: number | null;
  totalRows: number | null;
  why: { en: string; zh: string };
}

/** What a check found over time, newest first, at most `limit`. */
export async function readCheckHistory(
  pool: pg.Pool,
  {
    dataset,
    checkId,
    from,
    to,
    limit,
  }: { dataset: string; checkId: string; from: Date; to: Date; limit: number },
): Promise<CheckPoint[]> {
  const { rows } = await pool.query<CheckPoint>(
    `SELECT run.run_id::text AS "runId", (extract(epoch FROM run.started_at) * 1000)::float8 AS "atMs",
       run.day::text AS day, result.verdict, result.value, result.failed_rows::float8 AS "failedRows",
       result.total_rows::float8 AS "totalRows", jsonb_build_object('en', result.why_en, 'zh', result.why_zh) AS why
     FROM quality.run
       JOIN quality.dataset USING (dataset_id)
       JOIN quality.result ON result.run_id = run.run_id AND result.check_id = $2
     WHERE dataset.dataset = $1 AND run.started_at BETWEEN $3 AND $4
     ORDER BY run.started_at DESC
     LIMIT $5`,
    [dataset, checkId, from, to, limit],
  );
  return rows;
}

/** Rows that a run found failing, of one check or of all, in the order in which they were found. */
export async function readRunSamples(
  pool: pg.Pool,
  { runId, checkId, limit }: { runId: string; checkId?: string; limit: number },
): Promise<FailedRowSample[]> {
  const { rows } = await pool.query<FailedRowSample>(
    `SELECT checks, key, row FROM quality.sample
     WHERE run_id = $1 AND ($2::text IS NULL OR $2 = ANY (checks))
     ORDER BY number
     LIMIT $3`,
    [runId, checkId ?? null, limit],
  );
  return rows;
}

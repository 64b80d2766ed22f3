import type pg from "pg";
import { KEPT_DAYS } from "./kept-days.ts";

export interface QualityRunRow {
  datasetId: number;
  origin: "contract" | "service";
  /** The same for each delivery of one figure of a loader; null for a contract. */
  originKey: string | null;
  cause: string;
  startedAt: Date;
  durationMs: number;
  statements: number;
  fingerprint: string;
  /** The trading day judged, `YYYY-MM-DD`; of the whole table the day, in the contract's zone, on which it ran. */
  day: string;
  /** False for a past day judged again: it says nothing about now. */
  isCurrent: boolean;
  /** Who asked for it, and why; null where nobody did. */
  asked: { by: string; why: string } | null;
}

/** Returns the run's number. One with an origin key that is there already takes that one's place. */
export async function insertQualityRun(client: pg.ClientBase, run: QualityRunRow): Promise<string> {
  const { rows } = await client.query<{ runId: string }>(
    `INSERT INTO quality.run
       (dataset_id, origin, origin_key, cause, started_at, duration_ms, statements, fingerprint, day, is_current,
        asked_by, asked_why)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (origin_key) DO UPDATE SET started_at = excluded.started_at
     RETURNING run_id AS "runId"`,
    [
      run.datasetId,
      run.origin,
      run.originKey,
      run.cause,
      run.startedAt,
      run.durationMs,
      run.statements,
      run.fingerprint,
      run.day,
      run.isCurrent,
      run.asked?.by ?? null,
      run.asked?.why ?? null,
    ],
  );
  return rows[0]!.runId;
}

/** The run, and who found it: that says how long it is kept. */
export interface FoundBy {
  runId: string;
  origin: QualityRunRow["origin"];
}

export interface QualityResultRow {
  checkId: string;
  kind: string;
  verdict: string;
  value: number | null;
  bound: string | null;
  failedRows: number | null;
  totalRows: number | null;
  reason: unknown;
  whyEn: string;
  whyZh: string;
  details: unknown;
}

/** In place of those that the run has, if it has any. */
export async function insertQualityResults(
  client: pg.ClientBase,
  { runId, origin }: FoundBy,
  results: readonly QualityResultRow[],
): Promise<void> {
  await client.query(`DELETE FROM quality.result WHERE run_id = $1`, [runId]);
  await client.query(
    `INSERT INTO quality.result (run_id, check_id, kind, verdict, value, bound, failed_rows, total_rows, reason,
       why_en, why_zh, details, expires_at)
     SELECT $1, "checkId", kind, verdict, value, bound, "failedRows", "totalRows", reason, "whyEn", "whyZh", details, now() + $3 * interval '1 day'
     FROM jsonb_to_recordset($2) AS given ("checkId" text, kind text, verdict text, value float8, bound text,
       "failedRows" bigint, "totalRows" bigint, reason jsonb, "whyEn" text, "whyZh" text, details jsonb)`,
    [runId, JSON.stringify(results), KEPT_DAYS[origin]],
  );
}

export interface FailedRowSample {
  checks: string[];
  key: Record<string, string | null>;
  row: Record<string, string | null>;
}

/** In place of those that the run has, if it has any. */
export async function insertQualitySamples(
  client: pg.ClientBase,
  { runId, origin }: FoundBy,
  samples: readonly FailedRowSample[],
): Promise<void> {
  await client.query(`DELETE FROM quality.sample WHERE run_id = $1`, [runId]);
  await client.query(
    `INSERT INTO quality.sample (run_id, number, checks, key, row, expires_at)
     SELECT $1, number, ARRAY(SELECT jsonb_array_elements_text(given.checks)), given.key, given."row",
       now() + $3 * interval '1 day'
     FROM ROWS FROM (jsonb_to_recordset($2) AS (checks jsonb, key jsonb, "row" jsonb)) WITH ORDINALITY
       AS given (checks, key, row, number)`,
    [runId, JSON.stringify(samples), KEPT_DAYS[origin]],
  );
}

/** Rows that fail a check by its newest run, in the order in which they were found. */
export async function readFailedRows(
  pool: pg.Pool,
  { dataset, checkId, limit }: { dataset: string; checkId: string; limit: number },
): Promise<FailedRowSample[]> {
  const { rows } = await pool.query<FailedRowSample>(
    `SELECT sample.checks, sample.key, sample.row
     FROM quality.state
       JOIN quality.dataset USING (dataset_id)
       JOIN quality.sample ON sample.run_id = state.run_id AND state.check_id = ANY (sample.checks)
     WHERE dataset.dataset = $1 AND state.check_id = $2
     ORDER BY sample.number
     LIMIT $3`,
    [dataset, checkId, limit],
  );
  return rows;
}

/**
 * Runs and events that are published, from before these times; what runs found goes by partition. Loaders tell of each
 * round, so theirs go with the events.
 */
export async function pruneQuality(
  pool: pg.Pool,
  { runsBefore, eventsBefore }: { runsBefore: Date; eventsBefore: Date },
): Promise<void> {
  await pool.query(
    `DELETE FROM quality.run
     WHERE started_at < CASE origin WHEN 'service' THEN $2::timestamptz ELSE $1::timestamptz END
       AND NOT EXISTS (SELECT FROM quality.state WHERE state.run_id = run.run_id)`,
    [runsBefore, eventsBefore],
  );
  await pool.query(`DELETE FROM quality.day WHERE judged_at < $1`, [runsBefore]);
  await pool.query(`DELETE FROM quality.report WHERE made_at < $1`, [runsBefore]);
  await pool.query(
    `DELETE FROM quality.event USING quality.dataset
     WHERE event.dataset_id = dataset.dataset_id AND event.sequence <= dataset.published AND event.at < $1`,
    [eventsBefore],
  );
}

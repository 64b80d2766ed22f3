import type pg from "pg";

export interface JudgedDay {
  datasetId: number;
  /** `YYYY-MM-DD`. */
  day: string;
  runId: string;
  atMs: number;
  /** The day was over when it was judged. */
  isBackfill: boolean;
  fingerprint: string;
}

export interface JudgedDayCheck {
  checkId: string;
  verdict: string;
  value: number | null;
  /** What later days are compared with; null for checks without a baseline. */
  measured: number | null;
}

/** Verdicts from good to bad: `worst` of a day is the one that stands last here. */
const BY_BADNESS = ["unknown", "skipped", "pass", "warn", "error", "fail"];

/** What a run found of a day: the newest verdict of each check, and the worst there was. */
export async function saveQualityDay(
  client: pg.ClientBase,
  { datasetId, day, runId, atMs, isBackfill, fingerprint }: JudgedDay,
  checks: readonly JudgedDayCheck[],
): Promise<void> {
  await client.query(
    `INSERT INTO quality.day AS held (dataset_id, day, check_id, verdict, worst, runs, value, measured, is_backfill,
       fingerprint, run_id, judged_at)
     SELECT $1, $2, "checkId", verdict, verdict, 1, value, measured, $3, $4, $5, to_timestamp($6::float8 / 1000)
     FROM jsonb_to_recordset($7) AS given ("checkId" text, verdict text, value float8, measured float8)
     ON CONFLICT (dataset_id, day, check_id) DO UPDATE SET
       verdict = excluded.verdict,
       worst = CASE WHEN array_position($8, excluded.verdict) > array_position($8, held.worst)
         THEN excluded.verdict ELSE held.worst END,
       runs = held.runs + 1,
       value = excluded.value,
       measured = excluded.measured,
       is_backfill = held.is_backfill AND excluded.is_backfill,
       fingerprint = excluded.fingerprint,
       run_id = excluded.run_id,
       judged_at = excluded.judged_at
     WHERE held.judged_at <= excluded.judged_at`,
    [datasetId, day, isBackfill, fingerprint, runId, atMs, JSON.stringify(checks), BY_BADNESS],
  );
}

/**
 * Figures of days to learn from, by check id: judged while they were new and without a failure, or accepted by
 * somebody; by the definition that still holds.
 */
export async function readQualityBaseline(
  pool: pg.Pool,
  { dataset, fingerprint, from }: { dataset: string; fingerprint: string; from: string },
): Promise<Record<string, { day: string; value: number }[]>> {
  const { rows } = await pool.query<{ checkId: string; day: string; value: number }>(
    `SELECT day.check_id AS "checkId", day.day::text AS day, day.measured AS value
     FROM quality.day
       JOIN quality.dataset USING (dataset_id)
       LEFT JOIN quality.accepted_day AS accepted USING (dataset_id, day)
     WHERE dataset.dataset = $1 AND day.day >= $2 AND day.fingerprint = $3 AND day.measured IS NOT NULL
       AND (accepted.day IS NOT NULL
         OR NOT EXISTS (
           SELECT FROM quality.day AS any_check
           WHERE any_check.dataset_id = day.dataset_id AND any_check.day = day.day
             AND (any_check.is_backfill OR any_check.verdict IN ('fail', 'error'))))
     ORDER BY day.day`,
    [dataset, from, fingerprint],
  );
  const history: Record<string, { day: string; value: number }[]> = {};
  for (const { checkId, ...figure } of rows) (history[checkId] ??= []).push(figure);
  return history;
}

export interface DayVerdicts {
  dataset: string;
  day: string;
  /** How many checks have this as their newest verdict. */
  verdicts: Record<string, number>;
  worst: string;
  runs: number;
  isBackfill: boolean;
  accepted: { by: string; why: string } | null;
  judgedAtMs: number;
}

/** Days of all datasets, or of one, in order; days that were never judged are not there. */
export async function readQualityDays(
  pool: pg.Pool,
  { dataset = null, from, to }: { dataset?: string | null; from: string; to: string },
): Promise<DayVerdicts[]> {
  const { rows } = await pool.query<DayVerdicts & { by: string | null; why: string | null }>(
    `SELECT counted.dataset, counted.day::text AS day, counted.verdicts, counted.worst, counted.runs, counted."isBackfill",
       counted."judgedAtMs", accepted.accepted_by AS by, accepted.why
     FROM (
       SELECT dataset_id, dataset, day, jsonb_object_agg(verdict, count) AS verdicts,
         (array_agg(worst ORDER BY array_position($4, worst) DESC))[1] AS worst, max(runs) AS runs,
         bool_and(is_backfill) AS "isBackfill", max(judged_at_ms) AS "judgedAtMs"
       FROM (
         SELECT dataset_id, dataset.dataset, day.day, day.verdict, count(*)::int AS count, max(day.runs) AS runs,
           (array_agg(day.worst ORDER BY array_position($4, day.worst) DESC))[1] AS worst,
           bool_and(day.is_backfill) AS is_backfill,
           (extract(epoch FROM max(day.judged_at)) * 1000)::float8 AS judged_at_ms
         FROM quality.day JOIN quality.dataset USING (dataset_id)
         WHERE ($1::text IS NULL OR dataset.dataset = $1) AND day.day BETWEEN $2 AND $3
         GROUP BY dataset_id, dataset.dataset, day.day, day.verdict) AS by_verdict
       GROUP BY dataset_id, dataset, day) AS counted
       LEFT JOIN quality.accepted_day AS accepted USING (dataset_id, day)
     ORDER BY counted.dataset, counted.day`,
    [dataset, from, to, BY_BADNESS],
  );
  return rows.map(({ by, why, ...day }) => ({ ...day, accepted: by === null ? null : { by, why: why! } }));
}

export interface DayCheck extends JudgedDayCheck {
  day: string;
  worst: string;
  runs: number;
  runId: string;
  judgedAtMs: number;
}

/** What each check found of the days of a dataset, in order of days. */
export async function readQualityDayChecks(
  pool: pg.Pool,
  {
    dataset,
    from,
    to,
    checkId = null,
  }: { dataset: string; from: string; to: string; checkId?: string | null },
): Promise<DayCheck[]> {
  const { rows } = await pool.query<DayCheck>(
    `SELECT day.day::text AS day, day.check_id AS "checkId", day.verdict, day.worst, day.runs, day.value, day.measured,
       day.run_id::text AS "runId", (extract(epoch FROM day.judged_at) * 1000)::float8 AS "judgedAtMs"
     FROM quality.day JOIN quality.dataset USING (dataset_id)
     WHERE dataset.dataset = $1 AND day.day BETWEEN $2 AND $3 AND ($4::text IS NULL OR day.check_id = $4)
     ORDER BY day.day, day.check_id`,
    [dataset, from, to, checkId],
  );
  return rows;
}

/** False when there is no such dataset. */
export async function acceptQualityDay(
  client: pg.ClientBase | pg.Pool,
  { dataset, day, by, why }: { dataset: string; day: string; by: string; why: string },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO quality.accepted_day (dataset_id, day, accepted_by, why)
     SELECT dataset_id, $2, $3, $4 FROM quality.dataset WHERE dataset = $1
     ON CONFLICT (dataset_id, day) DO UPDATE SET accepted_by = excluded.accepted_by, why = excluded.why, at = now()`,
    [dataset, day, by, why],
  );
  return rowCount === 1;
}

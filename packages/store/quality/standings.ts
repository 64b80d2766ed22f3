import type pg from "pg";

export interface DatasetStanding {
  dataset: string;
  /** With its schema; empty where only a loader tells of the dataset. */
  table: string;
  server: string;
  classification: string;
  owner: string;
  /** How many checks have this verdict now. */
  verdicts: Record<string, number>;
  /** Of the newest run that says what the dataset is now; null: it was never judged. */
  judgedAtMs: number | null;
  /** Of the newest run of its contract. */
  durationMs: number | null;
  /** How late the newest data is, by trading time; null where no check says so. */
  freshnessSeconds: number | null;
}

/** Every dataset that was ever judged or told of, by name. */
export async function readDatasetStandings(pool: pg.Pool): Promise<DatasetStanding[]> {
  const { rows } = await pool.query<DatasetStanding>(
    `SELECT dataset.dataset, dataset.table_name AS "table", dataset.server, dataset.classification, dataset.owner,
       coalesce(states.verdicts, '{}') AS verdicts, newest."judgedAtMs",
       (SELECT duration_ms FROM quality.run
        WHERE run.dataset_id = dataset.dataset_id AND run.is_current AND run.origin = 'contract'
        ORDER BY run.started_at DESC LIMIT 1) AS "durationMs",
       states.freshness AS "freshnessSeconds"
     FROM quality.dataset
       LEFT JOIN LATERAL (
         SELECT jsonb_object_agg(verdict, count) AS verdicts, max(freshness) AS freshness
         FROM (
           SELECT state.verdict, count(*)::int AS count,
             max(result.value) FILTER (WHERE result.kind = 'freshness' AND result.details ->> 'unit' = 'seconds') AS freshness
           FROM quality.state JOIN quality.result USING (run_id, check_id)
           WHERE state.dataset_id = dataset.dataset_id
           GROUP BY state.verdict) AS by_verdict) AS states ON true
       LEFT JOIN LATERAL (
         SELECT (extract(epoch FROM started_at) * 1000)::float8 AS "judgedAtMs"
         FROM quality.run
         WHERE run.dataset_id = dataset.dataset_id AND run.is_current
         ORDER BY run.started_at DESC
         LIMIT 1) AS newest ON true
     ORDER BY dataset.dataset`,
  );
  return rows;
}

export interface CheckStanding {
  checkId: string;
  origin: "contract" | "service";
  kind: string;
  verdict: string;
  sinceMs: number;
  judgedAtMs: number;
  runId: string;
  value: number | null;
  bound: string | null;
  failedRows: number | null;
  totalRows: number | null;
  reason: { code: string; params: Record<string, unknown> };
  why: { en: string; zh: string };
  details: { unit: string; columns: string[]; dimension: string | null; problem: string };
}

/** What the newest run says of each check of a dataset. */
export async function readCheckStandings(pool: pg.Pool, dataset: string): Promise<CheckStanding[]> {
  const { rows } = await pool.query<CheckStanding>(
    `SELECT state.check_id AS "checkId", state.origin, result.kind, state.verdict,
       (extract(epoch FROM state.since) * 1000)::float8 AS "sinceMs",
       (extract(epoch FROM state.judged_at) * 1000)::float8 AS "judgedAtMs",
       state.run_id::text AS "runId", result.value, result.bound, result.failed_rows::float8 AS "failedRows",
       result.total_rows::float8 AS "totalRows", result.reason,
       jsonb_build_object('en', result.why_en, 'zh', result.why_zh) AS why, result.details
     FROM quality.state
       JOIN quality.dataset USING (dataset_id)
       JOIN quality.result USING (run_id, check_id)
     WHERE dataset.dataset = $1
     ORDER BY state.check_id`,
    [dataset],
  );
  return rows;
}

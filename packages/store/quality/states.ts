import type pg from "pg";

export interface QualityStateRow {
  checkId: string;
  verdict: string;
  sinceMs: number;
}

/** The newest verdict of each check of one origin. */
export async function readDatasetStates(
  client: pg.ClientBase,
  datasetId: number,
  origin: string,
): Promise<QualityStateRow[]> {
  const { rows } = await client.query<QualityStateRow>(
    `SELECT check_id AS "checkId", verdict, (extract(epoch FROM since) * 1000)::float8 AS "sinceMs"
     FROM quality.state
     WHERE dataset_id = $1 AND origin = $2`,
    [datasetId, origin],
  );
  return rows;
}

/** What a run found. Of a contract these are all checks there are: others that it had once go. */
export async function saveQualityStates(
  client: pg.ClientBase,
  { datasetId, origin, runId, atMs }: { datasetId: number; origin: string; runId: string; atMs: number },
  states: readonly QualityStateRow[],
): Promise<void> {
  if (origin === "contract")
    await client.query(
      `DELETE FROM quality.state WHERE dataset_id = $1 AND origin = 'contract' AND check_id <> ALL ($2)`,
      [datasetId, states.map(({ checkId }) => checkId)],
    );
  await client.query(
    `INSERT INTO quality.state (dataset_id, origin, check_id, verdict, since, run_id, judged_at)
     SELECT $1, $2, "checkId", verdict, to_timestamp("sinceMs" / 1000), $3, to_timestamp($4::float8 / 1000)
     FROM jsonb_to_recordset($5) AS given ("checkId" text, verdict text, "sinceMs" float8)
     ON CONFLICT (dataset_id, check_id) DO UPDATE SET
       verdict = excluded.verdict, since = excluded.since, run_id = excluded.run_id, judged_at = excluded.judged_at`,
    [datasetId, origin, runId, atMs, JSON.stringify(states)],
  );
}

export interface StoredCheck {
  datasetId: number;
  dataset: string;
  classification: string;
  owner: string;
  /** Of the dataset's newest event. */
  sequence: number;
  origin: "contract" | "service";
  checkId: string;
  kind: string;
  verdict: string;
  sinceMs: number;
  value: number | null;
  failedRows: number | null;
  details: unknown;
}

/** Where every check of every dataset stands, of one moment. */
export async function readQualityStates(pool: pg.Pool): Promise<StoredCheck[]> {
  const { rows } = await pool.query<StoredCheck>(
    `SELECT dataset.dataset_id AS "datasetId", dataset.dataset, dataset.classification, dataset.owner,
       dataset.sequence::float8 AS sequence, state.origin, state.check_id AS "checkId", result.kind, state.verdict,
       (extract(epoch FROM state.since) * 1000)::float8 AS "sinceMs", result.value,
       result.failed_rows::float8 AS "failedRows", result.details
     FROM quality.state
       JOIN quality.dataset USING (dataset_id)
       JOIN quality.result USING (run_id, check_id)`,
  );
  return rows;
}

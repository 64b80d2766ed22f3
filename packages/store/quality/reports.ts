import type pg from "pg";

export interface StoredReport {
  id: string;
  name: string;
  madeAtMs: number;
  /** As it was made; what it holds is the maker's to say. */
  report: unknown;
}

export async function insertQualityReport(
  client: pg.ClientBase | pg.Pool,
  { name, report }: { name: string; report: unknown },
): Promise<void> {
  await client.query("INSERT INTO quality.report (name, report) VALUES ($1, $2)", [
    name,
    JSON.stringify(report),
  ]);
}

/** Newest first; `id` for one of them. */
export async function readQualityReports(
  pool: pg.Pool,
  { id = null, limit }: { id?: string | null; limit: number },
): Promise<StoredReport[]> {
  const { rows } = await pool.query<StoredReport>(
    `SELECT report_id::text AS id, name, (extract(epoch FROM made_at) * 1000)::float8 AS "madeAtMs", report
     FROM quality.report
     WHERE $1::bigint IS NULL OR report_id = $1
     ORDER BY made_at DESC
     LIMIT $2`,
    [id, limit],
  );
  return rows;
}

import type pg from "pg";

/** What a check found when it last ran. */
export interface CheckFinding {
  en: string;
  zh: string;
  verdict: string;
  judgedAtMs: number;
  /** The columns that it is about, none for a check of the whole table. */
  columns: string[];
}

/** Of the check that an alert's labels name; undefined when they name none, or it has no result. */
export async function readFinding(
  pool: pg.Pool,
  { dataset, check }: Readonly<Record<string, string>>,
): Promise<CheckFinding | undefined> {
  if (dataset === undefined || check === undefined) return undefined;
  const { rows } = await pool.query<Omit<CheckFinding, "columns"> & { columns: string | null }>(
    `SELECT result.why_en AS en, result.why_zh AS zh, result.verdict,
       (extract(epoch FROM state.judged_at) * 1000)::float8 AS "judgedAtMs",
       result.reason->'params'->>'columns' AS columns
     FROM quality.state
       JOIN quality.dataset USING (dataset_id)
       JOIN quality.result ON result.run_id = state.run_id AND result.check_id = state.check_id
     WHERE dataset.dataset = $1 AND state.check_id = $2
     LIMIT 1`,
    [dataset, check],
  );
  const found = rows[0];
  return found && { ...found, columns: (found.columns ?? "").split(", ").filter((name) => name !== "") };
}

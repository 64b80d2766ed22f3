import type { PlannedCheck, Results } from "../plan/plan.ts";

/** Failed and all rows of a check that is counted row by row; undefined where its statement gave none. */
export function countsOf(
  { statement, failed, total }: Extract<PlannedCheck, { by: "rows" }>,
  results: Results,
): { failed: number; total: number } | undefined {
  const result = results[statement];
  const row = result !== undefined && "rows" in result ? result.rows[0] : undefined;
  return row === undefined ? undefined : { failed: Number(row[failed] ?? 0), total: Number(row[total] ?? 0) };
}

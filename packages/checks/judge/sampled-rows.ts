import type { Plan, Results } from "../plan/plan.ts";
import { failedChecks, keyColumns, sampleColumns } from "../plan/failed-checks.ts";
import type { FailedRow } from "./check-result.ts";

/** The sampled rows by the id of each check that they fail. */
export function sampledRows(plan: Plan, results: Results): Map<string, FailedRow[]> {
  const byCheck = new Map<string, FailedRow[]>();
  const columns = sampleColumns(plan.scope);
  const keys = keyColumns(plan.scope.contract);
  for (const source of ["scan", "series"] as const) {
    const result = results[`${source}-sample`];
    if (result === undefined || "error" in result) continue;
    const ids = failedChecks(plan, results, source).map(({ check }) => check.id);
    for (const found of result.rows) {
      const row = Object.fromEntries(columns.map((name, index) => [name, textOf(found[`c${index}`])]));
      const checks = ids.filter((_, index) => isSet(found[`p${index}`]));
      const key = Object.fromEntries(keys.map((name) => [name, row[name] ?? null]));
      for (const id of checks) pushTo(byCheck, id, { key, row, checks });
    }
  }
  return byCheck;
}

// PostgreSQL casts every column of a sample to text, TDengine sends numbers as they are.
const textOf = (field: unknown): string | null =>
  typeof field === "string"
    ? field
    : typeof field === "number" || typeof field === "boolean"
      ? String(field)
      : null;

function pushTo(byCheck: Map<string, FailedRow[]>, id: string, row: FailedRow): void {
  const rows = byCheck.get(id);
  if (rows === undefined) byCheck.set(id, [row]);
  else rows.push(row);
}

const isSet = (flag: unknown): boolean => flag === true || flag === 1;

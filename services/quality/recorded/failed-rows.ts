import type { CheckResult } from "@mystocks/checks";

interface FailedRows {
  checks: string[];
  key: Record<string, string | null>;
  row: Record<string, string | null>;
}

/** Rows of all checks, a row once with every check it fails. Where no row can fail, what was measured stands for it. */
export function failedRows(results: readonly CheckResult[]): FailedRows[] {
  const rows = new Map<string, FailedRows>();
  const add = (given: FailedRows) => {
    const id = JSON.stringify([given.key, given.row]);
    const held = rows.get(id);
    if (held === undefined) rows.set(id, { ...given, checks: [...given.checks] });
    else held.checks = [...new Set([...held.checks, ...given.checks])];
  };
  for (const result of results) {
    const { checkId, failed, duplicates, verdict } = result;
    if (verdict !== "fail" && verdict !== "warn") continue;
    for (const { key, row } of failed) add({ checks: [checkId], key, row });
    if (failed.length > 0) continue;
    for (const { key, rows: count } of duplicates)
      add({ checks: [checkId], key, row: { ...key, rows: String(count) } });
    if (duplicates.length === 0) add({ checks: [checkId], key: {}, row: measured(result) });
  }
  return [...rows.values()];
}

function measured({ reason: { params } }: CheckResult): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}

import type { ReasonCode, ReasonParams } from "../judge/reasons.ts";
import type { Outcome } from "../judge/outcome.ts";
import { sql, value, type Fragment } from "../sql/fragment.ts";

/** How many failed rows a query of its own brings along. */
const KEPT = 200;

/**
 * `failed`, `total` and the first failed rows in one statement. `rows` names a WITH query of failed rows, `order` its
 * columns; every column comes as text.
 */
export function withEvidence(rows: Fragment, total: Fragment, order: Fragment): Fragment {
  return sql`SELECT (SELECT count(*) FROM ${rows}) AS failed, ${total} AS total,
  (SELECT json_agg(row_to_json(sample)) FROM (SELECT * FROM ${rows} ORDER BY ${order} LIMIT ${value(KEPT, "bigint")}) AS sample) AS sample`;
}

export function evidenceOutcome(
  row: Record<string, unknown>,
  reason: ReasonCode,
  params: ReasonParams = {},
): Outcome {
  const sample = (row["sample"] ?? []) as Record<string, unknown>[];
  return {
    measured: Number(row["failed"]),
    failedRows: Number(row["failed"]),
    totalRows: Number(row["total"]),
    reason,
    params,
    rows: sample.map((entry) =>
      Object.fromEntries(
        Object.entries(entry).map(([name, field]) => [name, field === null ? null : textOf(field)]),
      ),
    ),
  };
}

const textOf = (field: unknown): string => (typeof field === "string" ? field : JSON.stringify(field));

import { findStatementsBelow, type ExecutionRow } from "@mystocks/store";
import type { Pool } from "pg";
import type { Execution, OperationKey } from "./contract.ts";
import { isoOfNs, msOfNs } from "./nanoseconds.ts";

const MARK_WARNING = 1;
const MARK_CRITICAL = 2;
const MARK_FAILED = 4;

export const SLOW_MARKS = MARK_WARNING | MARK_CRITICAL;
export const FAILED_MARK = MARK_FAILED;
export const ANY_MARK = 15;

/** Rows as the API shows them, each with its own statement or that of the slowest database span below it. */
export async function shownExecutions(
  pool: Pool,
  rows: readonly ExecutionRow[],
  operations: ReadonlyMap<number, OperationKey>,
): Promise<Execution[]> {
  const below = await findStatementsBelow(
    pool,
    rows.filter(({ statement }) => statement === null),
  );
  return rows.map((row) => ({
    traceId: row.traceId,
    spanId: row.spanId,
    endedAt: isoOfNs(row.endNs),
    durationMs: msOfNs(row.durationNs),
    level: levelOfMarks(row.marks),
    failed: (row.marks & MARK_FAILED) !== 0,
    error: errorText(row.statusMessage, row.errorType),
    rows: row.rows,
    operation: operations.get(row.operationId)!,
    statement: row.statement ?? below.get(row.spanId) ?? null,
  }));
}

/** As the recorder judged it when it came, by the thresholds of that time. */
export function levelOfMarks(marks: number): Execution["level"] {
  if ((marks & MARK_CRITICAL) !== 0) return "critical";
  return (marks & MARK_WARNING) !== 0 ? "warning" : "ok";
}

export function errorText(message: string | null, type: string | null | undefined): string | null {
  return message || type || null;
}

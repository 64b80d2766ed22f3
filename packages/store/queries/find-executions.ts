import type { Pool } from "pg";
import { nanoseconds, spansInWindow } from "./spans.ts";

export interface ExecutionRow {
  endNs: bigint;
  durationNs: bigint;
  /** 16 hex digits. */
  spanId: string;
  /** 32 hex digits. */
  traceId: string;
  operationId: number;
  /** 1 over warning, 2 over critical, 4 failed, 8 exemplar. */
  marks: number;
  rows: number | null;
  statusMessage: string | null;
  errorType: string | null;
  statement: string | null;
}

export interface ExecutionQuery {
  from: Date;
  to: Date;
  /** Any of these bits is set; 15 for every execution that was marked at all. */
  marks: number;
  operationIds?: readonly number[] | undefined;
  /** Without database operations that a tracked one encloses. */
  outermost: boolean;
  order: "newest" | "slowest";
  /** Only what comes after this execution in the order. */
  after?: { endNs: bigint; durationNs: bigint; spanId: string } | undefined;
  limit: number;
}

/** bigint columns come as text. */
interface StoredExecution extends Omit<ExecutionRow, "endNs" | "durationNs" | "rows"> {
  endNs: string;
  durationNs: string;
  rows: string | null;
}

/** Marked executions: slow, failed, or the exemplar of a pulse. */
export async function findExecutions(pool: Pool, query: ExecutionQuery): Promise<ExecutionRow[]> {
  const { text, values } = executionStatement(query);
  const { rows } = await pool.query<StoredExecution>(text, values);
  return rows.map((row) => ({
    ...row,
    endNs: BigInt(row.endNs),
    durationNs: BigInt(row.durationNs),
    rows: row.rows === null ? null : Number(row.rows),
  }));
}

export function executionStatement(query: ExecutionQuery): { text: string; values: unknown[] } {
  const values: unknown[] = [nanoseconds(query.from), nanoseconds(query.to), query.marks];
  const bind = (value: unknown) => `$${values.push(value)}`;
  // "marks <> 0" is what the partial index says; the planner can't see that the next line implies it.
  const conditions = ["marks <> 0", "marks & $3 <> 0", "operation_id IS NOT NULL"];
  if (query.operationIds !== undefined)
    conditions.push(`operation_id = ANY(${bind(query.operationIds)}::int[])`);
  if (query.outermost) conditions.push("NOT coalesce(attributes ? 'mystocks.operation.parent', false)");
  if (query.after !== undefined) {
    const { endNs, durationNs, spanId } = query.after;
    const position = `${bind(endNs)}::bigint, ${bind(signedSpanId(spanId))}::bigint`;
    conditions.push(
      query.order === "newest"
        ? `(end_ns, span_id) < (${position})`
        : `(duration_ns, end_ns, span_id) < (${bind(durationNs)}::bigint, ${position})`,
    );
  }
  const columns =
    "end_ns, duration_ns, span_id, trace_id, operation_id, statement_id, marks, rows, status_message, attributes";
  const order =
    query.order === "newest" ? "end_ns DESC, span_id DESC" : "duration_ns DESC, end_ns DESC, span_id DESC";
  const text = `
WITH page AS (
  SELECT * FROM (${spansInWindow(columns, conditions.join("\n      AND "))}
  ) AS marked
  ORDER BY ${order}
  LIMIT ${bind(query.limit)}
)
SELECT end_ns AS "endNs", duration_ns AS "durationNs", lpad(to_hex(span_id), 16, '0') AS "spanId",
       replace(trace_id::text, '-', '') AS "traceId", operation_id AS "operationId", marks, rows,
       status_message AS "statusMessage", attributes ->> 'error.type' AS "errorType", statement.text AS statement
FROM page LEFT JOIN telemetry.statement USING (statement_id)
ORDER BY ${order}`;
  return { text, values };
}

export const signedSpanId = (hex: string): bigint => BigInt.asIntN(64, BigInt(`0x${hex}`));

import type { Pool } from "pg";
import { signedSpanId, type ExecutionRow } from "./find-executions.ts";
import { spansInWindow } from "./spans.ts";

/**
 * The statement of the slowest database span below each execution, by its span id. Spans below one may end after
 * it; a minute later is looked at.
 */
export async function findStatementsBelow(
  pool: Pool,
  executions: readonly Pick<ExecutionRow, "traceId" | "spanId" | "endNs" | "durationNs">[],
): Promise<Map<string, string>> {
  if (executions.length === 0) return new Map();
  const starts = executions.map(({ endNs, durationNs }) => endNs - durationNs);
  const ends = executions.map(({ endNs }) => endNs + 60_000_000_000n);
  const { rows } = await pool.query<{ spanId: string; statement: string }>(
    `WITH RECURSIVE candidate AS MATERIALIZED (${spansInWindow(
      "trace_id, span_id, parent_span_id, duration_ns, statement_id",
      "trace_id = ANY($3::uuid[]) AND parent_span_id IS NOT NULL",
    )}
     ),
     below AS (
       SELECT trace_id, span_id AS root, span_id, NULL::bigint AS duration_ns, NULL::bigint AS statement_id
       FROM unnest($3::uuid[], $4::bigint[]) AS execution (trace_id, span_id)
       UNION
       SELECT below.trace_id, below.root, candidate.span_id, candidate.duration_ns, candidate.statement_id
       FROM below JOIN candidate
         ON candidate.trace_id = below.trace_id AND candidate.parent_span_id = below.span_id
     )
     SELECT DISTINCT ON (root) lpad(to_hex(root), 16, '0') AS "spanId", statement.text AS statement
     FROM below JOIN telemetry.statement USING (statement_id)
     ORDER BY root, duration_ns DESC`,
    [
      least(starts),
      greatest(ends),
      executions.map(({ traceId }) => traceId),
      executions.map(({ spanId }) => signedSpanId(spanId)),
    ],
  );
  return new Map(rows.map(({ spanId, statement }) => [spanId, statement]));
}

const least = (values: readonly bigint[]) => values.reduce((a, b) => (a < b ? a : b));
const greatest = (values: readonly bigint[]) => values.reduce((a, b) => (a > b ? a : b));

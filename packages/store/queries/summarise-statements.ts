import type { Pool } from "pg";
import { nanoseconds, spansInWindow } from "./spans.ts";

export interface StatementFiguresRow {
  /** 16 hex digits. */
  id: string;
  text: string;
  count: number;
  averageNs: number;
  maxNs: number;
}

/** The statements an operation ran, itself or directly below it, most time first, at most 20. The window must lie after the span horizon. */
export async function summariseStatements(
  pool: Pool,
  { from, to, operationId }: { from: Date; to: Date; operationId: number },
): Promise<StatementFiguresRow[]> {
  const { rows } = await pool.query<StatementFiguresRow>(
    `WITH execution AS MATERIALIZED (${spansInWindow(
      "trace_id, span_id, statement_id, duration_ns",
      "operation_id = $3",
    )}
     ),
     ran AS (
       SELECT statement_id, duration_ns FROM execution WHERE statement_id IS NOT NULL
       UNION ALL
       SELECT child.statement_id, child.duration_ns
       FROM execution
       JOIN (${spansInWindow("trace_id, parent_span_id, statement_id, duration_ns", "statement_id IS NOT NULL")}
       ) AS child ON child.trace_id = execution.trace_id AND child.parent_span_id = execution.span_id
     )
     SELECT lpad(to_hex(statement_id), 16, '0') AS id, text, count(*)::float8 AS count,
            avg(duration_ns)::float8 AS "averageNs", max(duration_ns)::float8 AS "maxNs"
     FROM ran JOIN telemetry.statement USING (statement_id)
     GROUP BY statement_id, text
     ORDER BY sum(duration_ns) DESC, statement_id
     LIMIT 20`,
    [nanoseconds(from), nanoseconds(to), operationId],
  );
  return rows;
}

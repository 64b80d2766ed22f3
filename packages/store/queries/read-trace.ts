import type { Pool } from "pg";

export interface TraceSpanRow {
  spanId: string;
  parentSpanId: string | null;
  endNs: bigint;
  durationNs: bigint;
  operationId: number | null;
  service: string;
  name: string;
  /** As in OTLP: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  /** As in OTLP: 0 unset, 1 ok, 2 error. */
  status: number;
  marks: number;
  statusMessage: string | null;
  rows: number | null;
  statement: string | null;
  attributes: Record<string, string | number | boolean>;
}

/** Every stored span of a trace, by start, at most `limit`. `traceId`: 32 hex digits. */
export async function readTrace(pool: Pool, traceId: string, limit: number): Promise<TraceSpanRow[]> {
  const { rows } = await pool.query<Record<string, unknown>>(
    `SELECT lpad(to_hex(span_id), 16, '0') AS "spanId", lpad(to_hex(parent_span_id), 16, '0') AS "parentSpanId",
            end_ns AS "endNs", duration_ns AS "durationNs", operation_id AS "operationId", resource.service,
            span.name, span.kind, status, marks, status_message AS "statusMessage", rows,
            statement.text AS statement, coalesce(span.attributes, '{}') AS attributes
     FROM telemetry.spans AS span
     JOIN telemetry.resource USING (resource_id)
     LEFT JOIN telemetry.statement USING (statement_id)
     WHERE trace_id = $1::uuid
     ORDER BY end_ns - duration_ns, span_id
     LIMIT $2`,
    [traceId, limit],
  );
  return rows.map((row) => ({
    ...(row as unknown as TraceSpanRow),
    endNs: BigInt(row.endNs as string),
    durationNs: BigInt(row.durationNs as string),
    rows: row.rows === null ? null : Number(row.rows),
  }));
}

import type pg from "pg";
import type { BatchReference } from "./pulse-rows.ts";

export interface LogRow {
  timeNs: bigint;
  /** SHA-256 of everything the event says: the same event sent twice has the same. */
  payloadHash: Buffer;
  resourceId: number;
  severity: number;
  eventName: string;
  body: string | undefined;
  /** JSON text. */
  attributes: string;
  traceId: Uint8Array | undefined;
  spanId: Uint8Array | undefined;
}

/** Stores those that are not stored yet; returns their places in `logs`. */
export async function insertLogEvents(
  client: pg.ClientBase,
  batch: BatchReference,
  logs: readonly LogRow[],
): Promise<Set<number>> {
  if (logs.length === 0) return new Set();
  const { rows } = await client.query<{ place: number }>({
    name: "insert-log-events",
    text: `
      WITH given AS (
        SELECT DISTINCT ON (time_ns, payload_hash) *
        FROM unnest($3::bigint[], $4::bytea[], $5::integer[], $6::smallint[], $7::text[], $8::text[], $9::jsonb[],
                    $10::uuid[], $11::bigint[])
          WITH ORDINALITY AS g (time_ns, payload_hash, resource_id, severity, event_name, body, attributes,
                                trace_id, span_id, place)
        ORDER BY time_ns, payload_hash, place
      ), stored AS (
        INSERT INTO telemetry.log_event (time_ns, payload_hash, source_id, sequence, resource_id, severity,
                                         event_name, body, attributes, trace_id, span_id)
        SELECT time_ns, payload_hash, $1, $2, resource_id, severity, event_name, body, attributes, trace_id, span_id
        FROM given
        ON CONFLICT DO NOTHING
        RETURNING time_ns, payload_hash
      )
      SELECT (place - 1)::integer AS place FROM stored JOIN given USING (time_ns, payload_hash)`,
    values: [
      batch.sourceId,
      batch.sequence,
      logs.map((log) => log.timeNs),
      logs.map((log) => log.payloadHash),
      logs.map((log) => log.resourceId),
      logs.map((log) => log.severity),
      logs.map((log) => log.eventName),
      logs.map((log) => log.body ?? null),
      logs.map((log) => log.attributes),
      logs.map((log) => hexOf(log.traceId)),
      logs.map((log) => int8Of(log.spanId)),
    ],
  });
  return new Set(rows.map((row) => row.place));
}

const hexOf = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");

const int8Of = (bytes: Uint8Array | undefined) =>
  bytes === undefined ? null : new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0);

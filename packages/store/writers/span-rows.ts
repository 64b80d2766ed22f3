import type pg from "pg";
import type { BinaryRows } from "./binary-rows.ts";
import type { ChunkPool } from "./chunk-pool.ts";
import { copyRows } from "./copy-rows.ts";
import { storedJson, storedText } from "./stored-text.ts";

/** Bits of telemetry.span.marks. */
export const MARK = { overWarning: 1, overCritical: 2, failed: 4, exemplar: 8 } as const;

export interface SpanRow {
  readonly record: {
    traceId: Uint8Array;
    spanId: Uint8Array;
    parentSpanId: Uint8Array | undefined;
    endNs: bigint;
    name: string;
    kind: number;
    status: number;
    statusMessage: string | undefined;
    attributes: Record<string, string | number | boolean> | undefined;
    rows: number | undefined;
    bytes: number | undefined;
  };
  durationNs: bigint;
  operationId: number | undefined;
  statementId: bigint | undefined;
  resourceId: number;
  marks: number;
}

const COLUMNS = `end_ns, duration_ns, span_id, parent_span_id, trace_id, operation_id, statement_id, resource_id,
  kind, status, marks, rows, bytes, name, status_message, attributes`;

/**
 * Begins a transaction with the copy of the spans. Rejects with a unique violation (23505) when a span is stored
 * already or comes twice: the transaction must then be rolled back.
 */
export async function beginWithSpans(
  client: pg.ClientBase,
  chunks: ChunkPool,
  spans: readonly SpanRow[],
): Promise<void> {
  if (spans.length === 0) await client.query("BEGIN");
  else
    await copyRows(client, `telemetry.span (${COLUMNS})`, (to) => encodeSpans(to, spans), {
      chunks,
      before: "BEGIN",
    });
}

/** Stores those that are not stored yet and returns them, each identity once. */
export async function insertNewSpans(
  client: pg.ClientBase,
  chunks: ChunkPool,
  spans: readonly SpanRow[],
): Promise<SpanRow[]> {
  const candidates = new Map(spans.toReversed().map((span) => [identityOf(span), span]));
  await client.query(`
    CREATE TEMPORARY TABLE IF NOT EXISTS span_batch (LIKE telemetry.span INCLUDING DEFAULTS)
    ON COMMIT DELETE ROWS`);
  await copyRows(client, `span_batch (${COLUMNS})`, (to) => encodeSpans(to, candidates.values()), { chunks });
  const { rows } = await client.query<{ end_ns: string; span_id: string }>(`
    INSERT INTO telemetry.span (${COLUMNS})
    SELECT ${COLUMNS} FROM span_batch
    ON CONFLICT DO NOTHING
    RETURNING end_ns, span_id`);
  return rows.map(({ end_ns, span_id }) => candidates.get(`${end_ns} ${span_id}`)!);
}

/** For spans that were inserted before it was known which of them explain a figure. */
export async function markExemplars(client: pg.ClientBase, spans: readonly SpanRow[]): Promise<void> {
  if (spans.length === 0) return;
  await client.query(
    `UPDATE telemetry.span s
     SET marks = s.marks | ${MARK.exemplar}
     FROM unnest($1::bigint[], $2::bigint[]) AS e (end_ns, span_id)
     WHERE s.end_ns = e.end_ns AND s.span_id = e.span_id`,
    [spans.map((span) => span.record.endNs), spans.map((span) => int8Of(span.record.spanId))],
  );
}

function identityOf({ record }: SpanRow): string {
  return `${record.endNs} ${int8Of(record.spanId)}`;
}

function int8Of(bytes: Uint8Array): bigint {
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0);
}

function encodeSpans(to: BinaryRows, spans: Iterable<SpanRow>): void {
  for (const span of spans) encodeSpan(to, span);
}

function encodeSpan(to: BinaryRows, span: SpanRow): void {
  const { record } = span;
  to.row(16);
  to.int64(record.endNs);
  to.int64(span.durationNs);
  to.bytes(record.spanId);
  if (record.parentSpanId === undefined) to.null();
  else to.bytes(record.parentSpanId);
  to.bytes(record.traceId);
  if (span.operationId === undefined) to.null();
  else to.int32(span.operationId);
  if (span.statementId === undefined) to.null();
  else to.int64(span.statementId);
  to.int32(span.resourceId);
  to.int16(record.kind);
  to.int16(record.status);
  to.int16(span.marks);
  encodeCount(to, record.rows);
  encodeCount(to, record.bytes);
  to.text(storedText(record.name));
  if (record.statusMessage === undefined) to.null();
  else to.text(storedText(record.statusMessage));
  if (record.attributes === undefined) to.null();
  else to.jsonb(storedJson(record.attributes));
}

function encodeCount(to: BinaryRows, count: number | undefined): void {
  if (count === undefined) to.null();
  else to.int64Number(count);
}

import type pg from "pg";
import type { BatchReference } from "./pulse-rows.ts";
import type { SourcePosition } from "./source.ts";

export type RecordSignal = "spans" | "samples" | "logs";
export type SignalCounts = Record<RecordSignal, number>;

export interface BatchSummary extends BatchReference {
  /** Kafka records or HTTP requests that the batch is made of. */
  records: number;
  /** Of them, those that could not be read or stored. */
  deadLetters: number;
  /** Offsets passed over that have no record. */
  missing: number;
  /** Counted where records were decoded: received = stored + duplicates + dropped. */
  received: SignalCounts;
  stored: SignalCounts;
  duplicates: SignalCounts;
  dropped: readonly { signal: RecordSignal; reason: string; count: number }[];
  /** Operations that ended over 60 s before this commit. */
  lateOperations: number;
  /** The latest time of what was stored; undefined when nothing was. */
  newestMs: number | undefined;
}

/**
 * Moves the source on from where this owner knows it to `next`, by one sequence, adds to its totals and writes the
 * batch's own row. False: another owner was here, and the transaction must be rolled back. The source's row stays
 * locked until the transaction ends, so that sequences commit in order.
 */
export async function advanceSource(
  client: pg.ClientBase,
  from: SourcePosition,
  next: number,
  batch: BatchSummary,
): Promise<boolean> {
  const { received, stored, duplicates } = batch;
  const { rowCount } = await client.query({
    name: "advance-source",
    text: `
      WITH moved AS (
        UPDATE telemetry.source
        SET next = $4, sequence = sequence + 1, published = greatest(published, $5), committed_at = $6,
          records = records + $10, dead_letters = dead_letters + $11, missing = missing + $12,
          spans_received = spans_received + $18, spans = spans + $7, span_duplicates = span_duplicates + $8,
          samples_received = samples_received + $19, samples = samples + $13,
          sample_duplicates = sample_duplicates + $14,
          logs_received = logs_received + $20, logs = logs + $15, log_duplicates = log_duplicates + $16,
          late_operations = late_operations + $17, newest_at = greatest(newest_at, $21)
        WHERE source_id = $1 AND next = $2 AND sequence = $3
        RETURNING source_id, sequence
      )
      INSERT INTO telemetry.pulse_batch (
        source_id, sequence, observed_at, spans, duplicates, dropped, records, dead_letters, missing,
        samples, sample_duplicates, logs, log_duplicates, late_operations)
      SELECT source_id, sequence, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17 FROM moved`,
    values: [
      from.sourceId,
      from.next,
      from.sequence,
      next,
      from.published,
      new Date(batch.observedAtMs),
      stored.spans,
      duplicates.spans,
      droppedJson(batch),
      batch.records,
      batch.deadLetters,
      batch.missing,
      stored.samples,
      duplicates.samples,
      stored.logs,
      duplicates.logs,
      batch.lateOperations,
      received.spans,
      received.samples,
      received.logs,
      batch.newestMs === undefined ? null : new Date(batch.newestMs),
    ],
  });
  if (rowCount !== 1) return false;
  if (batch.dropped.length > 0) await addDropped(client, from.sourceId, batch.dropped);
  return true;
}

/** By reason over all signals, as it was before signals were told apart. */
function droppedJson({ dropped }: BatchSummary): string | null {
  if (dropped.length === 0) return null;
  const byReason: Record<string, number> = {};
  for (const { reason, count } of dropped) byReason[reason] = (byReason[reason] ?? 0) + count;
  return JSON.stringify(byReason);
}

async function addDropped(
  client: pg.ClientBase,
  sourceId: number,
  dropped: BatchSummary["dropped"],
): Promise<void> {
  await client.query(
    `INSERT INTO telemetry.dropped (source_id, signal, reason, count)
     SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[])
     ON CONFLICT (source_id, signal, reason) DO UPDATE SET count = dropped.count + excluded.count`,
    [
      sourceId,
      dropped.map(({ signal }) => signal),
      dropped.map(({ reason }) => reason),
      dropped.map(({ count }) => count),
    ],
  );
}

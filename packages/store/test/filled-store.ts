import { ExponentialHistogram } from "@mystocks/histogram";
import type pg from "pg";

/** What one test commit puts into one operation and second. */
export interface Pulse {
  /** Unix seconds. */
  second: number;
  operationId: number;
  durationsMs: readonly number[];
  enclosed?: boolean;
}

export async function addSource(pool: pg.Pool, source: string): Promise<number> {
  const { rows } = await pool.query<{ source_id: number }>(
    "INSERT INTO telemetry.source (source, partition) VALUES ($1, 0) RETURNING source_id",
    [source],
  );
  return rows[0]!.source_id;
}

/** Commits a batch as the recorder does: sequence, batch row and pulses in one statement. */
export async function commitPulses(
  pool: pg.Pool,
  sourceId: number,
  observedAt: Date,
  pulses: readonly Pulse[],
): Promise<void> {
  const rows = pulses.map(storedPulse);
  await pool.query(
    `WITH batch AS (
       UPDATE telemetry.source SET sequence = sequence + 1, published = sequence + 1
       WHERE source_id = $1 RETURNING sequence
     ), _ AS (
       INSERT INTO telemetry.pulse_batch (source_id, sequence, observed_at, spans, duplicates)
       SELECT $1, sequence, $2, 0, 0 FROM batch
     )
     INSERT INTO telemetry.pulse_1s (source_id, sequence, observed_at, bucket, operation_id, count, errors,
       over_warning, over_critical, enclosed, rows, bytes, sum_ns, max_ns, sketch)
     SELECT $1, batch.sequence, $2, to_timestamp(r.second), r.operation_id, r.count, r.errors,
       0, 0, r.enclosed, 7, 9, r.sum_ns, r.max_ns, decode(r.sketch, 'hex')
     FROM batch, json_to_recordset($3) AS r(second float8, operation_id integer, count bigint, errors bigint,
       enclosed boolean, sum_ns numeric, max_ns bigint, sketch text)`,
    [sourceId, observedAt, JSON.stringify(rows)],
  );
}

function storedPulse({ second, operationId, durationsMs, enclosed = false }: Pulse) {
  const histogram = new ExponentialHistogram();
  for (const milliseconds of durationsMs) histogram.record(milliseconds / 1000);
  return {
    second,
    operation_id: operationId,
    count: durationsMs.length,
    errors: durationsMs.filter((milliseconds) => milliseconds % 7 === 0).length,
    enclosed,
    sum_ns: durationsMs.reduce((sum, milliseconds) => sum + milliseconds * 1e6, 0),
    max_ns: Math.max(...durationsMs) * 1e6,
    sketch: Buffer.from(histogram.encode()).toString("hex"),
  };
}

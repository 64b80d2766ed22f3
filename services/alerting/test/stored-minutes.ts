import { ExponentialHistogram } from "@mystocks/histogram";
import { createPartitions, insertOperations } from "@mystocks/store";
import { operationRow } from "@mystocks/store/testing";
import type pg from "pg";

const MINUTE_MS = 60_000;

/** What every operation does in a minute: how many times each of the durations, in seconds. */
export interface Minute {
  durations: readonly number[];
  errors: number;
}

/**
 * Fills the hours up to the current minute as compaction leaves them. In the middle of each of them, counted back from
 * now, are so many minutes of an incident.
 */
export async function storeMinutes(
  pool: pg.Pool,
  plan: { hours: number; operations: number; usual: Minute; incident: Minute; incidentMinutes: number },
): Promise<void> {
  const hourMs = 60 * MINUTE_MS;
  const endMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
  const fromMs = endMs - plan.hours * hourMs;
  await createPartitions(pool, new Date(fromMs - hourMs), endMs - fromMs + 24 * hourMs);
  const names = Array.from({ length: plan.operations }, (_, at) => `load_${String(at).padStart(3, "0")}`);
  await insertOperations(
    pool,
    names.map((operation) => operationRow({ operation })),
  );
  const { rows } = await pool.query<{ id: number }>(
    "INSERT INTO telemetry.source (source, partition, sequence) VALUES ('compaction/pulse_1m', 0, $1) RETURNING source_id AS id",
    [endMs / MINUTE_MS],
  );
  const [usual, incident] = [figuresOf(plan.usual), figuresOf(plan.incident)];
  await pool.query(
    `INSERT INTO telemetry.pulse_1m (source_id, sequence, bucket, operation_id, enclosed, count, errors,
       over_warning, over_critical, rows, bytes, sum_ns, max_ns, sketch)
     SELECT $1, n + 1, to_timestamp(n * 60), operation_id, false, count, errors, 0, 0, 0, 0, sum_ns, max_ns, sketch
     FROM generate_series($2::bigint, $3::bigint - 1) AS n
     JOIN (VALUES (false, $5::bigint, $6::bigint, $7::bigint, $8::bigint, $9::bytea),
       (true, $10, $11, $12, $13, $14)) AS figures (is_incident, count, errors, sum_ns, max_ns, sketch)
       ON is_incident = (($3::bigint - n) % 60 BETWEEN 30 AND 29 + $4::bigint)
     CROSS JOIN telemetry.operation`,
    [rows[0]!.id, fromMs / MINUTE_MS, endMs / MINUTE_MS, plan.incidentMinutes, ...usual, ...incident],
  );
}

function figuresOf({ durations, errors }: Minute): unknown[] {
  const histogram = new ExponentialHistogram();
  for (const seconds of durations) histogram.record(seconds);
  const [sumNs, maxNs] = [histogram.sum, histogram.max].map((seconds) => Math.round(seconds * 1e9));
  return [histogram.count, errors, sumNs, maxNs, Buffer.from(histogram.encode())];
}

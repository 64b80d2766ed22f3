import type pg from "pg";
import type { BatchReference } from "./pulse-rows.ts";

export interface SampleRow {
  seriesId: number;
  timeMs: number;
  /** Of a counter cumulative; of a histogram its count. */
  value: number;
  sum: number | undefined;
  /** Encoded ExponentialHistogram. */
  sketch: Uint8Array | undefined;
  rebucketed: boolean;
}

/** Stores those whose series has no sample of that time yet; returns their places in `samples`. */
export async function insertSamples(
  client: pg.ClientBase,
  batch: BatchReference,
  samples: readonly SampleRow[],
): Promise<Set<number>> {
  if (samples.length === 0) return new Set();
  const { rows } = await client.query<{ place: number }>({
    name: "insert-samples",
    text: `
      WITH given AS (
        SELECT DISTINCT ON (series_id, time) *
        FROM unnest($3::integer[], $4::timestamptz[], $5::float8[], $6::float8[], $7::bytea[], $8::boolean[])
          WITH ORDINALITY AS g (series_id, time, value, sum, sketch, rebucketed, place)
        ORDER BY series_id, time, place
      ), stored AS (
        INSERT INTO telemetry.sample_1s (series_id, time, source_id, sequence, value, sum, sketch, rebucketed)
        SELECT series_id, time, $1, $2, value, sum, sketch, rebucketed FROM given
        ON CONFLICT DO NOTHING
        RETURNING series_id, time
      )
      SELECT (place - 1)::integer AS place FROM stored JOIN given USING (series_id, time)`,
    values: [
      batch.sourceId,
      batch.sequence,
      samples.map((sample) => sample.seriesId),
      samples.map((sample) => new Date(sample.timeMs)),
      samples.map((sample) => sample.value),
      samples.map((sample) => sample.sum ?? null),
      samples.map((sample) => (sample.sketch === undefined ? null : Buffer.from(sample.sketch))),
      samples.map((sample) => sample.rebucketed),
    ],
  });
  return new Set(rows.map((row) => row.place));
}

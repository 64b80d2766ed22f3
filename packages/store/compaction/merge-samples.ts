import type pg from "pg";
import type { CompactionChunk, CompactionStep } from "./compact.ts";

/** How a row of either finer tier reads as a part of a bucket. */
const AS_PART = {
  sample_1s: `1 AS samples, time AS first_at, time AS last_at, value AS first, value AS last,
    value AS min, value AS max, coalesce(sum, value) AS sum, sketch`,
  sample_1m: "samples, first_at, last_at, first, last, min, max, sum, sketch",
};

/**
 * Adds up a chunk by bucket and series. Counters and histograms are cumulative: the newest part says all of
 * them, with its sketch and sum; of a gauge the values are added up for the average.
 */
export async function mergeSamples(
  client: pg.PoolClient,
  { from, to, seconds }: CompactionStep,
  { sourceIds, after, upto, target }: CompactionChunk,
): Promise<void> {
  await client.query(
    `INSERT INTO telemetry.${to} (series_id, time, source_id, sequence, samples, first_at, last_at, first, last,
       min, max, sum, sketch)
     SELECT series_id, date_bin($4 * interval '1 second', time, 'epoch'), $5, $6,
       sum(samples), min(first_at), max(last_at),
       (array_agg(first ORDER BY first_at))[1], (array_agg(last ORDER BY last_at DESC))[1],
       min(min), max(max),
       CASE WHEN type = 'histogram' THEN (array_agg(sum ORDER BY last_at DESC))[1] ELSE sum(sum) END,
       (array_agg(sketch ORDER BY last_at DESC))[1]
     FROM unnest($1::integer[], $2::bigint[], $3::bigint[]) AS chunk(source_id, after, upto)
     CROSS JOIN LATERAL (
       SELECT series_id, time, ${AS_PART[from as keyof typeof AS_PART]} FROM telemetry.${from} f
       WHERE f.source_id = chunk.source_id AND f.sequence > chunk.after AND f.sequence <= chunk.upto
       OFFSET 0
     ) AS part
     JOIN telemetry.series USING (series_id)
     GROUP BY 1, 2, type`,
    [sourceIds, after, upto, seconds, target.sourceId, target.sequence],
  );
}

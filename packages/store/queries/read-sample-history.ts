import type pg from "pg";
import { PackedRows } from "./packed-rows.ts";

/** One series within one minute, or a part of it. */
export interface SampleHistoryRow {
  firstMs: number;
  lastMs: number;
  samples: number;
  /** Of the last sample: what a counter has counted up to then, a histogram's count. */
  value: number;
  /** Of a histogram, at its last sample. */
  sum: number;
  /** Of a histogram: an encoded ExponentialHistogram of everything up to its last sample; empty when not asked for. */
  sketch: Uint8Array;
}

export interface SampleHistory {
  seriesId: number;
  /** In no order. */
  rows(): Iterable<SampleHistoryRow>;
}

const NONE = new Uint8Array(0);

/** Samples in minutes over days, from the minutes that are there and the seconds that are not in them yet. */
export async function readSampleHistory(
  pool: pg.Pool | pg.ClientBase,
  {
    from,
    to,
    seriesIds,
    withSketches = false,
  }: { from: Date; to: Date; seriesIds: readonly number[]; withSketches?: boolean },
): Promise<SampleHistory[]> {
  const sketch = withSketches
    ? ` || int4send(coalesce(length(sketch), 0)) || coalesce(sketch, ''::bytea)`
    : "";
  const { rows } = await pool.query<{ seriesId: number; packed: Uint8Array }>(
    `
SELECT series_id AS "seriesId", string_agg(
  timestamptz_send(first_at) || timestamptz_send(last_at) || int4send(samples) || float8send(last)
    || float8send(coalesce(sum, 0))${sketch},
  ''::bytea) AS packed
FROM (
  SELECT series_id, first_at, last_at, samples, last, sum, sketch FROM telemetry.sample_1m
  WHERE series_id = ANY($1::integer[]) AND time >= $2 AND time < $3
  UNION ALL
  SELECT series_id, time, time, 1, value, sum, sketch FROM telemetry.sample_1s s
  WHERE series_id = ANY($1::integer[]) AND time >= $2 AND time < $3
    AND sequence > coalesce((SELECT c.sequence FROM telemetry.compaction c
      WHERE c.tier = 'sample_1s' AND c.source_id = s.source_id), 0)
) AS parts
GROUP BY series_id`,
    [seriesIds, from, to],
  );
  return rows.map(({ seriesId, packed }) => ({ seriesId, rows: () => unpacked(packed, withSketches) }));
}

function* unpacked(bytes: Uint8Array, withSketches: boolean): Iterable<SampleHistoryRow> {
  const rows = new PackedRows(bytes);
  while (!rows.isAtEnd) {
    yield {
      firstMs: rows.time(),
      lastMs: rows.time(),
      samples: rows.int4(),
      value: rows.float8(),
      sum: rows.float8(),
      sketch: withSketches ? rows.bytes() : NONE,
    };
  }
}

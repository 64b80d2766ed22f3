import type pg from "pg";

export interface SeriesRow {
  /** SHA-256 of name, type, resource identity and labels. */
  identity: Buffer;
  resourceId: number;
  name: string;
  type: "counter" | "gauge" | "histogram";
  unit: string;
  /** JSON text. */
  labels: string;
}

/** Inserts those that are not there yet, in sorted order; returns the number of each, by identity in hex. */
export async function insertSeries(
  pool: pg.Pool,
  series: readonly SeriesRow[],
): Promise<Map<string, number>> {
  const identities = series.map((one) => one.identity);
  await pool.query(
    `INSERT INTO telemetry.series (identity, resource_id, name, type, unit, labels)
     SELECT * FROM unnest($1::bytea[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::jsonb[])
     ORDER BY 1
     ON CONFLICT DO NOTHING`,
    [
      identities,
      series.map((one) => one.resourceId),
      series.map((one) => one.name),
      series.map((one) => one.type),
      series.map((one) => one.unit),
      series.map((one) => one.labels),
    ],
  );
  const { rows } = await pool.query<{ series_id: number; identity: Buffer }>(
    "SELECT series_id, identity FROM telemetry.series WHERE identity = ANY($1::bytea[])",
    [identities],
  );
  return new Map(rows.map((row) => [row.identity.toString("hex"), row.series_id]));
}

export interface LastSample {
  timeMs: number;
  value: number;
  sum: number | undefined;
  sketch: Buffer | undefined;
}

/** The newest sample of each series that has one: where a counter made from deltas goes on after a restart. */
export async function readLastSamples(
  pool: pg.Pool,
  seriesIds: readonly number[],
): Promise<Map<number, LastSample>> {
  const { rows } = await pool.query<{
    series_id: number;
    time: Date;
    value: number;
    sum: number | null;
    sketch: Buffer | null;
  }>(
    `SELECT DISTINCT ON (series_id) series_id, time, value, sum, sketch
     FROM telemetry.sample_1s
     WHERE series_id = ANY($1::integer[])
     ORDER BY series_id, time DESC`,
    [seriesIds],
  );
  return new Map(
    rows.map(({ series_id, time, value, sum, sketch }) => [
      series_id,
      { timeMs: time.getTime(), value, sum: sum ?? undefined, sketch: sketch ?? undefined },
    ]),
  );
}

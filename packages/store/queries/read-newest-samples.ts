import type { Pool } from "pg";

export interface NewestSampleRow {
  name: string;
  type: "counter" | "gauge" | "histogram";
  labels: Record<string, string>;
  service: string;
  instance: string;
  time: Date;
  value: number;
  sum: number | null;
  /** Encoded ExponentialHistogram. */
  sketch: Buffer | null;
}

/** The newest sample, not older than `withinSeconds`, of each series whose name matches the LIKE pattern. */
export async function readNewestSamples(
  pool: Pool,
  { pattern, withinSeconds }: { pattern: string; withinSeconds: number },
): Promise<NewestSampleRow[]> {
  const { rows } = await pool.query<NewestSampleRow>(
    `SELECT series.name, series.type, series.labels, resource.service, resource.instance,
            newest.time, newest.value, newest.sum, newest.sketch
     FROM telemetry.series
     JOIN telemetry.resource USING (resource_id)
     CROSS JOIN LATERAL (
       SELECT time, value, sum, sketch FROM telemetry.sample_1s
       WHERE sample_1s.series_id = series.series_id AND time > now() - make_interval(secs => $2)
       ORDER BY time DESC LIMIT 1
     ) AS newest
     WHERE series.name LIKE $1
     ORDER BY series.name, series.series_id`,
    [pattern, withinSeconds],
  );
  return rows;
}

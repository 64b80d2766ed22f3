import type { Pool } from "pg";

export interface CounterIncreaseRow {
  name: string;
  labels: Record<string, string>;
  service: string;
  increase: number;
}

/**
 * By how much each counter of these names grew in the window. A counter that began in it counts from 0; one that
 * was reset in it counts from 0 again, without what it had gained before that.
 */
export async function readCounterIncreases(
  pool: Pool,
  { names, from, to }: { names: readonly string[]; from: Date; to: Date },
): Promise<CounterIncreaseRow[]> {
  const { rows } = await pool.query<CounterIncreaseRow>(
    `SELECT series.name, series.labels, resource.service,
            CASE WHEN series.first_seen >= $2 OR newest.value < oldest.value THEN newest.value
                 ELSE newest.value - oldest.value END AS increase
     FROM telemetry.series
     JOIN telemetry.resource USING (resource_id)
     CROSS JOIN LATERAL (
       (SELECT value, time FROM telemetry.sample_1s
        WHERE sample_1s.series_id = series.series_id AND time >= $2 AND time < $3
        ORDER BY time DESC LIMIT 1)
       UNION ALL
       (SELECT last, time FROM telemetry.sample_1m
        WHERE sample_1m.series_id = series.series_id AND time >= $2 AND time < $3
        ORDER BY time DESC LIMIT 1)
       ORDER BY time DESC LIMIT 1
     ) AS newest (value, time)
     CROSS JOIN LATERAL (
       (SELECT value, time FROM telemetry.sample_1s
        WHERE sample_1s.series_id = series.series_id AND time >= $2 AND time < $3
        ORDER BY time LIMIT 1)
       UNION ALL
       (SELECT first, time FROM telemetry.sample_1m
        WHERE sample_1m.series_id = series.series_id AND time >= $2 AND time < $3
        ORDER BY time LIMIT 1)
       ORDER BY time LIMIT 1
     ) AS oldest (value, time)
     WHERE series.name = ANY($1) AND series.type = 'counter'
     ORDER BY series.name, series.series_id`,
    [names, from, to],
  );
  return rows;
}

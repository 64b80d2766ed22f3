import type pg from "pg";
import { publishedLabels } from "../writers/labels.ts";

export interface ListedSeries {
  seriesId: number;
  name: string;
  type: "counter" | "gauge" | "histogram";
  /** As readers of pulses see them. */
  labels: Record<string, string>;
  firstSeenMs: number;
}

/** Series of services by their metric's name; without names all of them. */
export async function listSeries(
  pool: pg.Pool | pg.ClientBase,
  names?: readonly string[],
): Promise<ListedSeries[]> {
  const { rows } = await pool.query<ListedSeries & { service: string; instance: string }>(
    `SELECT series_id AS "seriesId", name, type, labels, service, instance,
       (extract(epoch FROM series.first_seen) * 1000)::float8 AS "firstSeenMs"
     FROM telemetry.series
     JOIN telemetry.resource USING (resource_id)
     WHERE $1::text[] IS NULL OR name = ANY($1)
     ORDER BY series_id`,
    [names ?? null],
  );
  return rows.map(({ service, instance, labels, ...row }) => ({
    ...row,
    labels: publishedLabels(labels, { service, instance }),
  }));
}

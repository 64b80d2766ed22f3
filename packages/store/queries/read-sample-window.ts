import type pg from "pg";
import { publishedLabels } from "../writers/labels.ts";

export interface SampleWindowRow {
  name: string;
  type: "counter" | "gauge" | "histogram";
  labels: Record<string, string>;
  timeMs: number;
  value: number;
  sum: number | null;
  sketch: Buffer | null;
}

interface StoredRow extends SampleWindowRow {
  service: string;
  instance: string;
}

/** Every sample of one-second resolution from then on, by rising time. */
export async function readSampleWindow(
  client: pg.ClientBase | pg.Pool,
  from: Date,
): Promise<SampleWindowRow[]> {
  const { rows } = await client.query<StoredRow>(
    `SELECT name, type, labels, service, instance, (extract(epoch FROM time) * 1000)::float8 AS "timeMs", value, sum, sketch
     FROM telemetry.sample_1s
       JOIN telemetry.series USING (series_id)
       JOIN telemetry.resource USING (resource_id)
     WHERE time >= $1
     ORDER BY time`,
    [from],
  );
  return rows.map(({ service, instance, labels, ...row }) => ({
    ...row,
    labels: publishedLabels(labels, { service, instance }),
  }));
}

import { openStorePool } from "@mystocks/store";
import type pg from "pg";
import { ofKind, quantiles, type Outcome } from "./figures.ts";

interface Told {
  operation: string;
  committedMs: number;
  judgedMs: number;
  savedMs: number;
}

/** What the monitoring store remembers of the trials. */
export async function storedFigures(storeUrl: string, outcome: Outcome): Promise<Record<string, number>> {
  const pool = openStorePool({ url: storeUrl, max: 1, applicationName: "bench" });
  try {
    return { brief_recorded: await briefRecorded(pool, outcome), ...(await hops(pool, outcome)) };
  } finally {
    await pool.end();
  }
}

/** Sources that were away for a second, and of which a sample says so. */
async function briefRecorded(pool: pg.Pool, outcome: Outcome): Promise<number> {
  const sources = ofKind("brief", outcome).map(({ id }) => id);
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(DISTINCT series_id)::int AS count
     FROM telemetry.series JOIN telemetry.sample_1s USING (series_id)
     WHERE name = 'mystocks_datasource_availability' AND labels ->> 'datasource' = ANY($1) AND value = 0`,
    [sources],
  );
  return rows[0]!.count;
}

/**
 * Where the time of slow operations goes: to the commit that counted it, then to the rule's judgement, to the
 * transaction that saved the alert, to the webhook.
 */
async function hops(pool: pg.Pool, { breaches, receiver }: Outcome): Promise<Record<string, number>> {
  const { rows } = await pool.query<Told>(
    `SELECT operation, ${milliseconds("observed_at")} AS "committedMs", ${milliseconds("t.at")} AS "judgedMs",
       ${milliseconds("n.created_at")} AS "savedMs"
     FROM telemetry.pulse_1s
     JOIN telemetry.operation USING (operation_id)
     JOIN alerting.transition t ON t.event -> 'alert' -> 'labels' ->> 'trial' = operation AND t.kind = 'fired'
     JOIN alerting.notification n ON (n.shard, n.sequence) = (t.shard, t.sequence) AND n.receiver = 'bench'
     WHERE max_ns > 500000000`,
  );
  const times = rows.flatMap(({ operation, committedMs, judgedMs, savedMs }) => {
    const breach = breaches.get(operation);
    const toldMs = receiver.heardMs("direct", operation, "firing");
    return breach === undefined || toldMs === undefined
      ? []
      : [[breach.beganMs, committedMs, judgedMs, savedMs, toldMs]];
  });
  return Object.fromEntries(
    HOPS.flatMap((name, at) =>
      Object.entries(
        quantiles(
          `hop_${name}`,
          times.map((instants) => (instants[at + 1]! - instants[at]!) / 1000),
        ),
      ),
    ),
  );
}

const HOPS = ["to_commit", "to_judged", "to_saved", "to_told"];
const milliseconds = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

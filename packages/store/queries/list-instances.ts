import type { Pool } from "pg";

export interface InstanceRow {
  service: string;
  instance: string;
  language: string | null;
  firstSeen: Date;
  /** Newest sample or request of this instance; null when it has sent neither within what is looked at. */
  lastSeen: Date | null;
}

/** As which Monitor itself sends heartbeats: it is none of the services that are watched. */
const OWN_SERVICE = "mystocks-monitor";

/** Every instance that was ever seen, with its newest sample or, in the last minute, request. */
export async function listInstances(pool: Pool): Promise<InstanceRow[]> {
  const { rows } = await pool.query<InstanceRow>(
    `WITH sampled AS (
       SELECT resource_id, max(newest.time) AS time
       FROM telemetry.series
       CROSS JOIN LATERAL (
         SELECT time FROM telemetry.sample_1s
         WHERE sample_1s.series_id = series.series_id AND time > now() - interval '6 hours'
         ORDER BY time DESC LIMIT 1
       ) AS newest
       GROUP BY resource_id
     ),
     requested AS (
       SELECT resource_id, to_timestamp(max(end_ns) / 1e9) AS time
       FROM telemetry.span
       WHERE kind = 2 AND end_ns > (extract(epoch FROM now())::bigint - 60) * 1000000000
       GROUP BY resource_id
     )
     SELECT service, instance, resource.attributes ->> 'telemetry.sdk.language' AS language,
            first_seen AS "firstSeen", greatest(sampled.time, requested.time) AS "lastSeen"
     FROM telemetry.resource
     LEFT JOIN sampled USING (resource_id)
     LEFT JOIN requested USING (resource_id)
     WHERE service <> $1
     ORDER BY service, instance`,
    [OWN_SERVICE],
  );
  return rows;
}

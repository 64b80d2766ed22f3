import type { Pool } from "pg";

/** Services of which a span that ended in the last so many seconds is stored. */
export async function listSenders(pool: Pool, withinSeconds: number): Promise<string[]> {
  const { rows } = await pool.query<{ service: string }>(
    `SELECT DISTINCT service FROM telemetry.resource
     WHERE resource_id IN (
       SELECT DISTINCT resource_id FROM telemetry.span
       WHERE end_ns > ((extract(epoch FROM now()) - $1) * 1000000000)::bigint)
     ORDER BY service`,
    [withinSeconds],
  );
  return rows.map(({ service }) => service);
}

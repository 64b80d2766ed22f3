import type pg from "pg";

export interface ResourceRow {
  /** SHA-256 of service, instance and attributes. */
  identity: Buffer;
  service: string;
  instance: string;
  /** JSON text. */
  attributes: string;
}

/** Inserts those that are not there yet, in sorted order; returns the number of each, by identity in hex. */
export async function insertResources(
  pool: pg.Pool,
  resources: readonly ResourceRow[],
): Promise<Map<string, number>> {
  const identities = resources.map((resource) => resource.identity);
  await pool.query(
    `INSERT INTO telemetry.resource (identity, service, instance, attributes)
     SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::jsonb[])
     ORDER BY 1
     ON CONFLICT DO NOTHING`,
    [
      identities,
      resources.map((resource) => resource.service),
      resources.map((resource) => resource.instance),
      resources.map((resource) => resource.attributes),
    ],
  );
  const { rows } = await pool.query<{ resource_id: number; identity: Buffer }>(
    "SELECT resource_id, identity FROM telemetry.resource WHERE identity = ANY($1::bytea[])",
    [identities],
  );
  return new Map(rows.map((row) => [row.identity.toString("hex"), row.resource_id]));
}

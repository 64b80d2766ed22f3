import type { Pool } from "pg";

export interface StoredOperation {
  id: number;
  service: string;
  operation: string;
  type: string;
  kind: "tracked" | "database";
  classification: string;
  databaseSystem: string;
  database: string;
  collection: string;
}

/** Every operation that was ever recorded; at most a few thousand. */
export async function listOperationKeys(pool: Pool): Promise<StoredOperation[]> {
  const { rows } = await pool.query<StoredOperation>(
    `SELECT operation_id AS id, service, operation, type, kind, classification,
            database_system AS "databaseSystem", database, collection
     FROM telemetry.operation
     ORDER BY operation_id`,
  );
  return rows;
}

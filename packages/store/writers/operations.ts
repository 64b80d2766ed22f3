import type pg from "pg";

/** Empty string: not known. */
export interface OperationRow {
  service: string;
  operation: string;
  type: string;
  kind: "tracked" | "database";
  classification: string;
  databaseSystem: string;
  database: string;
  collection: string;
}

export interface StoredOperation extends OperationRow {
  id: number;
}

const COLUMNS = "service, operation, type, kind, classification, database_system, database, collection";
const SELECT = `SELECT operation_id AS id, service, operation, type, kind, classification,
  database_system AS "databaseSystem", database, collection FROM telemetry.operation`;

export async function readOperations(pool: pg.Pool | pg.ClientBase): Promise<StoredOperation[]> {
  return (await pool.query<StoredOperation>(`${SELECT} ORDER BY operation_id`)).rows;
}

/** Of each service the name space that it was first met in; "" when none was told. */
export async function readServiceNamespaces(pool: pg.Pool): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ service: string; namespace: string }>(
    `SELECT DISTINCT ON (service) service,
       coalesce(attributes ->> 'k8s.namespace.name', attributes ->> 'service.namespace', '') AS namespace
     FROM telemetry.resource
     ORDER BY service, resource_id`,
  );
  return new Map(rows.map(({ service, namespace }) => [service, namespace]));
}

/** Inserts those that are not there yet, in sorted order so that two recorders can't deadlock; returns all of them. */
export async function insertOperations(
  pool: pg.Pool,
  operations: readonly OperationRow[],
): Promise<StoredOperation[]> {
  const values = [JSON.stringify(operations)];
  const given = `jsonb_to_recordset($1) AS o (service text, operation text, type text, kind text,
    classification text, "databaseSystem" text, database text, collection text)`;
  await pool.query(
    `INSERT INTO telemetry.operation (${COLUMNS})
     SELECT service, operation, type, kind, classification, "databaseSystem", database, collection
     FROM ${given}
     ORDER BY 1, 2, 3, 4, 5, 6, 7, 8
     ON CONFLICT DO NOTHING`,
    values,
  );
  const { rows } = await pool.query<StoredOperation>(
    `${SELECT} WHERE (${COLUMNS}) IN (
       SELECT service, operation, type, kind, classification, "databaseSystem", database, collection FROM ${given})`,
    values,
  );
  return rows;
}

import type pg from "pg";

export interface StatementRow {
  id: bigint;
  databaseSystem: string;
  fingerprint: string | undefined;
  text: string;
}

/** Inserts those that are not there yet, in sorted order. */
export async function insertStatements(pool: pg.Pool, statements: readonly StatementRow[]): Promise<void> {
  await pool.query(
    `INSERT INTO telemetry.statement (statement_id, database_system, fingerprint, text)
     SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[])
     ORDER BY 1
     ON CONFLICT DO NOTHING`,
    [
      statements.map((statement) => statement.id),
      statements.map((statement) => statement.databaseSystem),
      statements.map((statement) => statement.fingerprint ?? null),
      statements.map((statement) => statement.text),
    ],
  );
}

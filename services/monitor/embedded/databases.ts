import { randomBytes } from "node:crypto";
import type { EmbeddedPostgres } from "@mystocks/embedded-postgres";
import pg from "pg";

interface Database {
  name: string;
  role: string;
  connectionLimit: number;
}

/** Monitor's store, and the business database of the sample, which may be exhausted without harm to the store. */
const STORE: Database = { name: "mystocks_monitor", role: "mystocks_monitor", connectionLimit: 50 };
const SAMPLE: Database = { name: "mystocks", role: "mystocks", connectionLimit: 35 };

/** URLs of both, each owned by a role of its own with a password that is new at every start. */
export async function openDatabases(
  server: EmbeddedPostgres,
): Promise<{ storeUrl: string; sampleUrl: string }> {
  const admin = new pg.Client({ connectionString: server.url() });
  await admin.connect();
  try {
    return {
      storeUrl: await ensureDatabase(admin, server, STORE),
      sampleUrl: await ensureDatabase(admin, server, SAMPLE),
    };
  } finally {
    await admin.end();
  }
}

async function ensureDatabase(
  admin: pg.Client,
  server: EmbeddedPostgres,
  { name, role, connectionLimit }: Database,
): Promise<string> {
  const password = randomBytes(24).toString("base64url");
  const roleName = pg.escapeIdentifier(role);
  const { rowCount: roleExists } = await admin.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
  await admin.query(
    `${roleExists ? "ALTER" : "CREATE"} ROLE ${roleName} LOGIN CONNECTION LIMIT ${connectionLimit} PASSWORD ${pg.escapeLiteral(password)}`,
  );
  const { rowCount: databaseExists } = await admin.query("SELECT FROM pg_database WHERE datname = $1", [
    name,
  ]);
  if (!databaseExists) {
    await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} OWNER ${roleName}`);
    await admin.query(`REVOKE CONNECT ON DATABASE ${pg.escapeIdentifier(name)} FROM PUBLIC`);
  }
  return `postgresql://${role}:${password}@127.0.0.1:${server.port}/${name}`;
}

import { join } from "node:path";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import pg from "pg";
import type { StackContext } from "../context.ts";
import type { Part } from "../part.ts";

const SETTINGS = { shared_buffers: "256MB", max_connections: 120 };
/** The store's role keeps to its share, so that a business database that is exhausted leaves room for recording. */
const LIMITS = { store: 60, sample: 40 };

/** `dataDir` is one that PostgreSQL's account can enter. */
export function postgresPart({ programs, ports, databases }: StackContext, dataDir: string): Part {
  return {
    name: "postgres",
    wave: 0,
    start: () =>
      startEmbeddedPostgres({
        dataDir,
        port: ports.postgres,
        installation: programs.postgres,
        settings: SETTINGS,
      }),
    // startEmbeddedPostgres came back when the server took connections.
    notReady: () => Promise.resolve(undefined),
    async whenReady() {
      const admin = new pg.Client({ connectionString: databases.superuserUrl });
      await admin.connect();
      try {
        await ensureDatabase(admin, databases.storeUrl, LIMITS.store);
        await ensureDatabase(admin, databases.sampleUrl, LIMITS.sample);
      } finally {
        await admin.end();
      }
    },
    // Fast shutdown: it does not wait for clients.
    stopSignal: "SIGINT",
    logFile: join(dataDir, "postgres.log"),
    addresses: { url: new URL(databases.storeUrl).host },
  };
}

/** The database that the address names, owned by a role of its own. */
async function ensureDatabase(admin: pg.Client, url: string, connectionLimit: number): Promise<void> {
  const { username, password, pathname } = new URL(url);
  const [role, name] = [pg.escapeIdentifier(username), pathname.slice(1)];
  const { rowCount: roleExists } = await admin.query("SELECT FROM pg_roles WHERE rolname = $1", [username]);
  await admin.query(
    `${roleExists ? "ALTER" : "CREATE"} ROLE ${role} LOGIN CONNECTION LIMIT ${connectionLimit} PASSWORD ${pg.escapeLiteral(password)}`,
  );
  const { rowCount } = await admin.query("SELECT FROM pg_database WHERE datname = $1", [name]);
  if (rowCount) return;
  await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} OWNER ${role}`);
  await admin.query(`REVOKE CONNECT ON DATABASE ${pg.escapeIdentifier(name)} FROM PUBLIC`);
}

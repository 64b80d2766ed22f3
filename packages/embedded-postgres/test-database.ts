import { randomBytes } from "node:crypto";
import pg from "pg";

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/**
 * A database of its own on the PostgreSQL that jest's set-up started.
 * With a template name and a `prepare` function the template is built once per run and copied from then on.
 */
export async function openTestDatabase(template?: {
  name: string;
  prepare: (url: string) => Promise<void>;
}): Promise<TestDatabase> {
  const admin = process.env.MYSTOCKS_TEST_POSTGRES;
  if (admin === undefined)
    throw new Error("MYSTOCKS_TEST_POSTGRES is not set: run by jest's servers project.");
  const name = `test_${randomBytes(6).toString("hex")}`;
  if (template !== undefined) await ensureTemplate(admin, template);
  await withClient(admin, (client) =>
    client.query(
      `CREATE DATABASE ${name}` +
        (template === undefined ? "" : ` TEMPLATE ${pg.escapeIdentifier(template.name)}`),
    ),
  );
  return {
    url: databaseUrl(admin, name),
    drop: () => withClient(admin, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}

async function ensureTemplate(
  admin: string,
  { name, prepare }: { name: string; prepare: (url: string) => Promise<void> },
): Promise<void> {
  await withClient(admin, async (client) => {
    // Test files run in several processes: the first one builds, the others wait.
    await client.query("SELECT pg_advisory_lock(hashtext($1))", [name]);
    const { rowCount } = await client.query(
      "SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate",
      [name],
    );
    if (rowCount) return;
    await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)}`);
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
    await prepare(databaseUrl(admin, name));
    await client.query(`ALTER DATABASE ${pg.escapeIdentifier(name)} IS_TEMPLATE true`);
  });
}

async function withClient(url: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(admin: string, database: string): string {
  const url = new URL(admin);
  url.pathname = `/${database}`;
  return url.href;
}

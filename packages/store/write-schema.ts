// node packages/store/write-schema.ts: migrates an empty PostgreSQL and writes what came of it to schema.sql.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { dumpSchema } from "./dump-schema.ts";
import { migrate } from "./migrate.ts";
import { openStorePool } from "./pool.ts";

const dataDir = await mkdtemp(join(tmpdir(), "schema-"));
const server = await startEmbeddedPostgres({ dataDir });
const pool = openStorePool({ url: server.url(), applicationName: "write-schema" });
try {
  await migrate(pool);
  await writeFile(join(import.meta.dirname, "schema.sql"), await dumpSchema(pool));
} finally {
  await pool.end();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}

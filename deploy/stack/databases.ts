import { join } from "node:path";
import type { Databases } from "./context.ts";
import { LOOPBACK } from "./context.ts";
import type { StackFolders } from "./folders.ts";
import { secretIn } from "./secret-file.ts";

/** Both databases on the stack's PostgreSQL, each of a role of its own; passwords are made once and kept. */
export async function stackDatabases(
  { secrets }: StackFolders,
  { port, postgresDir }: { port: number; postgresDir: string },
): Promise<Databases> {
  const at = (role: string, password: string, database: string) =>
    `postgresql://${role}:${password}@${LOOPBACK}:${port}/${database}`;
  const [superuser, store, sample] = await Promise.all([
    // The file that the cluster is initialised with.
    secretIn(join(postgresDir, "postgres.password")),
    secretIn(join(secrets, "store-password")),
    secretIn(join(secrets, "sample-password")),
  ]);
  return {
    superuserUrl: at("postgres", superuser, "postgres"),
    storeUrl: at("mystocks_monitor", store, "mystocks_monitor"),
    sampleUrl: at("mystocks", sample, "mystocks"),
  };
}

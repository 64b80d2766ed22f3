import { access } from "node:fs/promises";
import { reachableDataDir } from "@mystocks/embedded-postgres";
import { join, resolve } from "node:path";

/** What Monitor keeps below the data folder, but for PostgreSQL's cluster. */
export function dataFolders(dataDir: string) {
  const root = resolve(dataDir);
  return {
    running: join(root, "running.json"),
    adminToken: join(root, "admin-token"),
    log: join(root, "monitor.log"),
    olderLog: join(root, "monitor.log.1"),
  };
}

/** Below the data folder too, unless PostgreSQL's account can't enter it. */
export const postgresFolder = (dataDir: string): Promise<string> =>
  reachableDataDir(join(resolve(dataDir), "postgres"));

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

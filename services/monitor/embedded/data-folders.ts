import { access } from "node:fs/promises";
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

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

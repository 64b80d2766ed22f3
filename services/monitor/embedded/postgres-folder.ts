import { join, resolve } from "node:path";
import { reachableDataDir } from "@mystocks/embedded-postgres";

/** Where PostgreSQL keeps its cluster: below the data folder, unless PostgreSQL's account can't enter it. */
export const postgresFolder = (dataDir: string): Promise<string> =>
  reachableDataDir(join(resolve(dataDir), "postgres"));

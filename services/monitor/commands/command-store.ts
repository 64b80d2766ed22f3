import { MonitorError, type MonitorConfig } from "@mystocks/runtime";
import { openStorePool } from "@mystocks/store";
import type pg from "pg";
import { readRunning } from "../embedded/running.ts";

/** Lends a connection to the configured store, or to that of the Monitor that runs on the data folder. */
export async function withStore<T>(
  config: MonitorConfig,
  name: string,
  use: (pool: pg.Pool) => Promise<T>,
): Promise<T> {
  const url = config.databaseUrl ?? (await readRunning(config.dataDir))?.storeUrl;
  if (url === undefined)
    throw new MonitorError("NOT_RUNNING", "Monitor does not run, so its store can't be reached.", {
      remedy: "Start it with npm start, or name the store in MYSTOCKS_DATABASE_URL.",
    });
  const pool = openStorePool({ url, max: 1, applicationName: `mystocks-monitor ${name}` });
  try {
    return await use(pool);
  } finally {
    await pool.end();
  }
}

import { Pool } from "pg";

export interface StorePoolOptions {
  url: string;
  /** Connections at most. */
  max?: number;
  /** Shown in pg_stat_activity. */
  applicationName: string;
}

/** A pool on the monitoring store. `onIdleError` hears of connections lost while idle; the pool replaces them. */
export function openStorePool(
  { url, max = 10, applicationName }: StorePoolOptions,
  onIdleError: (error: Error) => void = () => {},
): Pool {
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    // Compiling a plan over many partitions takes longer than any of our statements runs.
    options: "-c jit=off",
  });
  // Without a listener a server restart would end the process.
  pool.on("error", onIdleError);
  return pool;
}

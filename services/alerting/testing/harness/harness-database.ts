import { migrate, openStorePool } from "@mystocks/store";

/** Where a run keeps its files, and its PostgreSQL. */
export interface Place {
  dir: string;
  postgres: { url(database?: string): string };
}

/** A database for one scenario, so that none hears of another's alerts; resolves to its address. */
export async function harnessDatabase({ postgres }: Place, scenario: string): Promise<string> {
  const name = `harness_${scenario.toLowerCase().replaceAll("-", "_")}`;
  await withPool(postgres.url(), (pool) => pool.query(`CREATE DATABASE ${name}`));
  const url = postgres.url(name);
  await withPool(url, migrate);
  return url;
}

async function withPool(
  url: string,
  use: (pool: ReturnType<typeof openStorePool>) => Promise<unknown>,
): Promise<void> {
  const pool = openStorePool({ url, max: 1, applicationName: "harness" }, () => {});
  try {
    await use(pool);
  } finally {
    await pool.end();
  }
}

import { setTimeout as delay } from "node:timers/promises";
import type { Lifecycle, Logger, MonitorConfig } from "@mystocks/runtime";
import { codeSchemaVersion, migrate, openStorePool, schemaVersion } from "@mystocks/store";
import type pg from "pg";
import type { StoreParts } from "./parts.ts";

const RETRY_MS = 1000;

export function storePools(url: string, log: Logger, life: Lifecycle): StoreParts["openPool"] {
  return (name, max) => {
    const pool = openStorePool({ url, max, applicationName: `mystocks-monitor ${name}` }, (error) =>
      log.warn({ err: error, pool: name }, "a connection to the store was lost"),
    );
    life.onStop(`${name} pool`, () => pool.end());
    return pool;
  };
}

/** Brings the schema up to date, or waits until somebody else has. Rejects when the store can't be used. */
export async function prepareStore(
  pool: pg.Pool,
  { migrate: how }: Pick<MonitorConfig, "migrate">,
  stopping: () => boolean,
): Promise<void> {
  if (how === "auto") return migrate(pool);
  const needed = await codeSchemaVersion();
  while ((await schemaVersion(pool)) < needed && !stopping()) await delay(RETRY_MS);
}

/** Why the store can't be used now; undefined when it can. */
export async function storeProblem(pool: pg.Pool): Promise<string | undefined> {
  try {
    const [stored, needed] = [await schemaVersion(pool), await codeSchemaVersion()];
    return stored >= needed ? undefined : `the store's schema is ${stored}, ${needed} is needed`;
  } catch {
    return "the store does not answer";
  }
}

import { startQuality, type Quality } from "@mystocks/quality/app";
import type { Lifecycle } from "@mystocks/runtime";
import { openAuthenticator } from "./open-authenticator.ts";
import type { RoleParts, RunningRole } from "./parts.ts";

/** Datasets beside those of the config. */
export interface MoreDatasets {
  contracts: readonly string[];
  /** Databases by the name that contracts give them. */
  urls: Readonly<Record<string, string>>;
}

export interface QualityRole extends RunningRole {
  router: Quality["router"];
  fileFamilies: Quality["fileFamilies"];
}

/** Judges datasets by their contracts. */
export async function runQuality(
  { config, bus, log, calendars, openPool }: RoleParts,
  life: Lifecycle,
  more: MoreDatasets = { contracts: [], urls: {} },
): Promise<QualityRole> {
  const { contracts, servers, statementTimeoutMs, connections, report } = config.quality;
  const configured = Object.entries(servers).flatMap(([name, { databaseUrl }]) =>
    databaseUrl === undefined ? [] : [[name, databaseUrl] as const],
  );
  const pool = openPool("quality", 4);
  const quality = await startQuality(
    {
      contracts: [...more.contracts, ...contracts],
      urls: { ...more.urls, ...Object.fromEntries(configured) },
      statementTimeoutMs,
      connections,
      report,
      pool,
      jobsPool: openPool("quality's jobs", 2),
      bus,
      log,
      calendars,
      auth: openAuthenticator(pool, config),
    },
    life,
  );
  return quality;
}

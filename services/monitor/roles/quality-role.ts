import { startQuality } from "@mystocks/quality/app";
import type { Lifecycle } from "@mystocks/runtime";
import type { RoleParts, RunningRole } from "./parts.ts";

/** Datasets beside those of the config. */
export interface MoreDatasets {
  contracts: readonly string[];
  /** Databases by the name that contracts give them. */
  urls: Readonly<Record<string, string>>;
}

/** Judges datasets by their contracts. */
export async function runQuality(
  { config, bus, log, openPool }: RoleParts,
  life: Lifecycle,
  more: MoreDatasets = { contracts: [], urls: {} },
): Promise<RunningRole> {
  const { contracts, servers, statementTimeoutMs } = config.quality;
  const configured = Object.entries(servers).flatMap(([name, { databaseUrl }]) =>
    databaseUrl === undefined ? [] : [[name, databaseUrl] as const],
  );
  const quality = await startQuality(
    {
      contracts: [...more.contracts, ...contracts],
      urls: { ...more.urls, ...Object.fromEntries(configured) },
      statementTimeoutMs,
      pool: openPool("quality", 4),
      jobsPool: openPool("quality's jobs", 2),
      bus,
      log,
    },
    life,
  );
  return { families: () => quality.families() };
}

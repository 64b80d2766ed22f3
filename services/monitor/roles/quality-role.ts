import { isDeepStrictEqual } from "node:util";
import { startQuality, type Quality } from "@mystocks/quality/app";
import type { Lifecycle, ServiceJob } from "@mystocks/runtime";
import { openAuthenticator } from "./open-authenticator.ts";
import type { RoleParts, RunningRole } from "./parts.ts";

/** Datasets and services beside those of the config. */
export interface MoreWork {
  contracts: readonly string[];
  /** Databases by the name that contracts give them. */
  urls: Readonly<Record<string, string>>;
  /** One of a name that the config has is the config's. */
  serviceJobs: readonly ServiceJob[];
}

export interface QualityRole extends RunningRole {
  router: Quality["router"];
  fileFamilies: Quality["fileFamilies"];
}

/** Judges datasets by their contracts, and calls services by plan. */
export async function runQuality(
  { config, bus, log, calendars, openPool }: RoleParts,
  life: Lifecycle,
  more: MoreWork = { contracts: [], urls: {}, serviceJobs: [] },
): Promise<QualityRole> {
  const { contracts, servers, statementTimeoutMs, connections, report } = config.quality;
  const configured = Object.entries(servers).flatMap(([name, { databaseUrl }]) =>
    databaseUrl === undefined ? [] : [[name, databaseUrl] as const],
  );
  const pool = openPool("quality", 4);
  let declared = config.serviceJobs;
  const quality = await startQuality(
    {
      contracts: [...more.contracts, ...contracts],
      urls: { ...more.urls, ...Object.fromEntries(configured) },
      serviceJobs: withMore(declared, more),
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
  return {
    ...quality,
    async reload(next) {
      if (isDeepStrictEqual(next.serviceJobs, declared)) return;
      quality.callServices(withMore(next.serviceJobs, more));
      declared = next.serviceJobs;
    },
  };
}

function withMore(declared: readonly ServiceJob[], { serviceJobs }: MoreWork): ServiceJob[] {
  const names = new Set(declared.map(({ name }) => name));
  return [...declared, ...serviceJobs.filter(({ name }) => !names.has(name))];
}

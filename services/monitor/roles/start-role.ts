import { setTimeout as delay } from "node:timers/promises";
import {
  MonitorError,
  type Lifecycle,
  type Logger,
  type MetricFamily,
  type MonitorConfig,
} from "@mystocks/runtime";
import { followConfig, type ConfigSource } from "./follow-config.ts";
import { serveHealth, type Checks } from "./health-server.ts";
import { measureProcess } from "./process-families.ts";
import { RUN_ROLE } from "./process/role-process.ts";
import { readCalendars } from "./read-calendars.ts";
import type { RoleName } from "./role-names.ts";
import { prepareStore, storePools, storeProblem } from "./store.ts";

export interface RoleProcess {
  role: RoleName;
  config: MonitorConfig;
  source: ConfigSource;
  log: Logger;
}

/** Addresses a started role listens on, by what they serve. */
export type Listening = Readonly<Record<string, number>>;

/**
 * One role in this process. Alive at once and ready when everything it needs is there: a store or a bus that
 * comes later is waited for, so the order in which processes start does not matter.
 */
export async function startRole(parts: RoleProcess, life: Lifecycle): Promise<Listening> {
  const { role, config, source, log } = parts;
  const state: { checks: Checks; families: (() => MetricFamily[])[] } = {
    checks: { role: () => Promise.resolve("still starts") },
    families: [measureProcess()],
  };
  const healthPort = await serveHealth(
    {
      host: config.host,
      port: config.healthPort,
      checks: () => state.checks,
      families: () => state.families.flatMap((read) => read()),
    },
    life,
  );
  if (config.kafka === undefined && role !== "api")
    log.warn(
      "without kafka this process hears of nothing that happens in others, nor they of what happens here",
    );
  const openPool = storePools(storeUrl(config), log, life);
  const probePool = openPool("probe", 1);
  state.checks = { ...state.checks, store: () => storeProblem(probePool) };
  await untilStoreAnswers(() => prepareStore(probePool, config, () => life.isStopping), log, life);
  const run = await RUN_ROLE[role]();
  const running = await run({ config, log, calendars: await readCalendars(config), openPool }, life);
  state.families.push(() => running.families());
  await followConfig(source, { config, log, roles: () => [running] }, life);
  state.checks = { store: () => storeProblem(probePool), ...running.checks };
  log.info({ healthPort, ...running.listening }, `${role} is up`);
  return { health: healthPort, ...running.listening };
}

function storeUrl({ databaseUrl }: MonitorConfig): string {
  if (databaseUrl !== undefined) return databaseUrl;
  throw new MonitorError(
    "CONFIG_INVALID",
    "databaseUrl: a role as a process of its own needs the store's address",
    {
      remedy:
        "Set databaseUrl, databaseUrlFile or MYSTOCKS_DATABASE_URL, or run every role in one process: npm start.",
    },
  );
}

const RETRY_MS = 1000;

/** What no waiting mends (a schema too new, a wrong migration) rejects. */
async function untilStoreAnswers(prepare: () => Promise<void>, log: Logger, life: Lifecycle): Promise<void> {
  for (let said = false; !life.isStopping; said = true) {
    try {
      return await prepare();
    } catch (error) {
      if (error instanceof MonitorError) throw error;
      if (!said) log.warn({ err: error }, "the store does not answer yet, it is tried again each second");
      await delay(RETRY_MS);
    }
  }
}

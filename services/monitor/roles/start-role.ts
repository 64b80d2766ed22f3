import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import {
  closeServer,
  createHttpApp,
  httpMetrics,
  listen,
  MetricRegistry,
  MonitorError,
  type Lifecycle,
  type Logger,
  type MetricFamily,
  type MonitorConfig,
} from "@mystocks/runtime";
import { dataFolders } from "../embedded/data-folders.ts";
import { runAlerting } from "./alerting-role.ts";
import { openAuthenticator, runApi } from "./api-role.ts";
import { followConfig, type ConfigSource } from "./follow-config.ts";
import { serveHealth, type Checks } from "./health-server.ts";
import { openBus } from "./open-bus.ts";
import { readCalendars } from "./read-calendars.ts";
import type { RunningRole, StoreParts } from "./parts.ts";
import { measureProcess } from "./process-families.ts";
import { runQuality, type QualityRole } from "./quality-role.ts";
import { runRealtime } from "./realtime-role.ts";
import { runRecorder } from "./recorder-role.ts";
import { prepareStore, storePools, storeProblem } from "./store.ts";

export const ROLES = ["recorder", "quality", "alerting", "api", "realtime"] as const;
export type RoleName = (typeof ROLES)[number];

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
  const running = await RUN[role]({ config, log, calendars: await readCalendars(config), openPool }, life);
  state.families.push(() => running.families());
  await followConfig(source, { config, log, roles: [running] }, life);
  state.checks = { store: () => storeProblem(probePool), ...running.checks };
  log.info({ healthPort, ...running.listening }, `${role} is up`);
  return { health: healthPort, ...running.listening };
}

interface Started extends RunningRole {
  checks: Checks;
  listening: Listening;
}

const RUN: Record<RoleName, (parts: StoreParts, life: Lifecycle) => Promise<Started>> = {
  async recorder(parts, life) {
    const bus = openBus(parts.config, { log: parts.log, clientId: "mystocks-recorder" }, life);
    const recorder = await runRecorder({ ...parts, ...bus }, life);
    return {
      ...recorder,
      families: () => [...recorder.families(), ...bus.families()],
      checks: { bus: bus.problem },
      listening: { otlp: recorder.otlpPort },
    };
  },
  async quality(parts, life) {
    const { config } = parts;
    const bus = openBus(config, { log: parts.log, clientId: "mystocks-quality" }, life);
    const quality = await runQuality({ ...parts, ...bus }, life);
    const routes = await serveRoutes(
      { ...parts, name: "quality", port: config.qualityPort, ...quality },
      life,
    );
    return {
      families: () => [...routes.families(), ...quality.families(), ...bus.families()],
      checks: { bus: bus.problem },
      listening: { http: routes.port },
    };
  },
  async alerting(parts, life) {
    const { config, log } = parts;
    const bus = openBus(config, { log, clientId: "mystocks-alerting" }, life);
    const alerting = await runAlerting({ ...parts, ...bus }, publicUrlOf(config), life);
    const routes = await serveRoutes(
      { ...parts, name: "alerting", port: config.alertingPort, ...alerting },
      life,
    );
    return {
      ...alerting,
      families: () => [...routes.families(), ...alerting.families(), ...bus.families()],
      checks: { bus: bus.problem },
      listening: { http: routes.port },
    };
  },
  async api(parts, life) {
    const api = await runApi(parts, dataFolders(parts.config.dataDir).adminToken, {}, life);
    return { families: () => api.families(), checks: {}, listening: { http: api.port } };
  },
  async realtime(parts, life) {
    const { config, log } = parts;
    const bus = openBus(config, { log, clientId: "mystocks-realtime" }, life);
    const registry = new MetricRegistry();
    const server = createServer(
      createHttpApp({ log, metrics: httpMetrics(registry, "monitor"), mount() {} }),
    );
    const auth = openAuthenticator(parts.openPool("auth", 2), config);
    // Before the push, so that it ends after it: the push closes the connections that would keep the server open.
    const port = await listen(server, { host: config.host, port: config.port, log, name: "realtime" });
    life.onStop("realtime", () => closeServer(server));
    const realtime = await runRealtime({ ...parts, ...bus }, { server, auth }, life);
    return {
      families: () => [...registry.families(), ...realtime.families(), ...bus.families()],
      checks: { bus: bus.problem },
      listening: { http: port },
    };
  },
};

interface ServedRoutes extends StoreParts {
  name: string;
  port: number;
  router: QualityRole["router"];
}

/** A role's own routes; the api passes on to them what people ask. */
async function serveRoutes({ name, port, router, config, log }: ServedRoutes, life: Lifecycle) {
  const registry = new MetricRegistry();
  const metrics = httpMetrics(registry, "monitor");
  const server = createServer(createHttpApp({ log, metrics, mount: (app) => void app.use(router) }));
  const listening = await listen(server, { host: config.host, port, log, name });
  life.onStop(`${name}'s routes`, () => closeServer(server));
  return { port: listening, families: () => registry.families() };
}

/** Where people reach the dashboard; on this machine without the key. */
function publicUrlOf({ publicUrl, host, port }: MonitorConfig): string {
  return (publicUrl ?? `http://${host}:${port}`).replace(/\/+$/, "");
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

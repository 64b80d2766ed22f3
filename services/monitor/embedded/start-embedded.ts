import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { serviceJobs } from "@mystocks/quality/app";
import type { Lifecycle, Logger, MonitorConfig } from "@mystocks/runtime";
import { runAlerting, type AlertingRole } from "../roles/alerting-role.ts";
import { runApi } from "../roles/api-role.ts";
import { followConfig } from "../roles/follow-config.ts";
import { openBus } from "../roles/open-bus.ts";
import type { RoleParts, RunningRole } from "../roles/parts.ts";
import { runQuality, type QualityRole } from "../roles/quality-role.ts";
import { readCalendars } from "../roles/read-calendars.ts";
import { runRealtime } from "../roles/realtime-role.ts";
import { runRecorder } from "../roles/recorder-role.ts";
import { prepareStore, storePools } from "../roles/store.ts";
import { dataFolders } from "./data-folders.ts";
import { openDatabases } from "./databases.ts";
import { postgresFolder } from "./postgres-folder.ts";
import { forgetRunning, writeRunning, type Running } from "./running.ts";
import { sampleJobs } from "./sample-jobs.ts";
import { SAMPLE_NOTICE } from "./sample-notice.ts";
import { SAMPLE_CONTRACTS, startSampleService } from "./sample-service.ts";

export interface EmbeddedParts {
  config: MonitorConfig;
  configFile: string;
  environment: Record<string, string | undefined>;
  withSample: boolean;
  log: Logger;
  /** Tells the person at the terminal how far the start is. */
  say: (line: string) => void;
}

const POSTGRES_SETTINGS = { shared_buffers: "128MB", max_connections: 100 };

/**
 * Every role in this process on one store. Straight-line wiring in the order of dependence, not split so that
 * the order of stopping, which is the reverse, can be read off it.
 */
export async function startEmbedded(parts: EmbeddedParts, life: Lifecycle): Promise<Running> {
  const { config, log, say, environment } = parts;
  const calendars = await readCalendars(config);
  // Quality, whose they are, begins when the sample is there: what can't be planned is refused before anything starts.
  serviceJobs(config.serviceJobs, calendars.open);
  const folders = dataFolders(config.dataDir);
  const { storeUrl, sampleUrl: sampleDatabaseUrl } = await openStore(parts, life);
  const role = (name: string): RoleParts => ({
    config,
    bus,
    calendars,
    openPool,
    log: log.child({ role: name }),
  });
  const openPool = storePools(storeUrl, log, life);
  const migrationPool = openPool("migration", 1);
  await prepareStore(migrationPool, config, () => life.isStopping);
  const { bus } = openBus(config, { log, clientId: "mystocks-monitor" }, life);

  const recorder = await runRecorder(role("recorder"), life);
  const otlpUrl = `http://${config.host}:${recorder.otlpPort}`;
  const families = [() => recorder.families()];
  const beside = [() => recorder.families()];
  const roles: RunningRole[] = [];
  const addQuality = (quality: QualityRole) => {
    mounted.quality = quality.router;
    families.push(() => quality.families());
    roles.push(quality);
    beside.push(() => quality.fileFamilies());
  };
  const mounted: { alerting?: AlertingRole["router"]; quality?: QualityRole["router"] } = {};
  const withSample = parts.withSample && sampleDatabaseUrl !== undefined;
  const api = await runApi(
    role("api"),
    folders.adminToken,
    {
      otlpPort: recorder.otlpPort,
      families,
      mounted: { alerting: () => mounted.alerting, quality: () => mounted.quality },
      ...(withSample ? { sample: SAMPLE_NOTICE } : {}),
    },
    life,
  );
  const realtime = await runRealtime(role("realtime"), api, life);
  families.push(() => realtime.families());
  const publicUrl = config.publicUrl ?? `http://${config.host}:${api.port}`;
  const alerting = await runAlerting(role("alerting"), publicUrl, life, {
    otlpUrl,
    otherFamilies: () => beside.flatMap((read) => read()),
  });
  mounted.alerting = alerting.router;
  roles.push(recorder, realtime, alerting);
  families.push(() => alerting.families());
  await followConfig({ file: parts.configFile, environment }, { config, log, roles: () => roles }, life);

  const running: Running = {
    pid: process.pid,
    dashboardUrl: `http://${config.host}:${api.port}/?token=${api.adminToken}`,
    otlpUrl,
    storeUrl,
    withSample,
    ...(withSample ? { sampleDatabaseUrl } : {}),
  };
  await writeRunning(config.dataDir, running);
  life.onStop("running state", () => forgetRunning(config.dataDir));
  if (!withSample) {
    addQuality(await runQuality(role("quality"), life));
    return running;
  }
  say("Sample    market-data loads real S&P 500 prices; its first start takes a few seconds");
  const token = environment["MARKET_DATA_JOBS_TOKEN"];
  const serves = { url: "" };
  const judgeSample = once(async () => {
    const more = {
      contracts: [SAMPLE_CONTRACTS],
      urls: { sample: sampleDatabaseUrl },
      serviceJobs: sampleJobs({ sampleUrl: () => serves.url, token }),
    };
    addQuality(await runQuality(role("quality"), life, more));
  });
  const onReady = (sampleUrl: string) => {
    serves.url = sampleUrl;
    void writeRunning(config.dataDir, { ...running, sampleUrl }).catch((error: unknown) =>
      log.error({ err: error }, "the sample's address could not be noted"),
    );
    // Its tables are filled by now: judged sooner, they would be incomplete.
    judgeSample().catch((error: unknown) => log.error({ err: error }, "the sample's data is not judged"));
  };
  startSampleService({ databaseUrl: sampleDatabaseUrl, otlpUrl, environment, log, onReady }, life);
  return running;
}

/** What the first call began, for every later one too. */
function once(begin: () => Promise<void>): () => Promise<void> {
  let begun: Promise<void> | undefined;
  return () => (begun ??= begin());
}

/** The configured store, or an embedded one, on which the sample's database lies as well. */
async function openStore(
  { config, say }: EmbeddedParts,
  life: Lifecycle,
): Promise<{ storeUrl: string; sampleUrl: string | undefined }> {
  if (config.databaseUrl !== undefined) return { storeUrl: config.databaseUrl, sampleUrl: undefined };
  const dataDir = await postgresFolder(config.dataDir);
  const server = await startEmbeddedPostgres({ dataDir, settings: POSTGRES_SETTINGS });
  life.onStop("PostgreSQL", () => server.stop());
  say(
    `Store     PostgreSQL on port ${server.port}, data in ${dataDir}${server.adopted ? " (taken over from an earlier start)" : ""}`,
  );
  return openDatabases(server);
}

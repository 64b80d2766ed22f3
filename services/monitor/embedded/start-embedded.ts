import { startApi } from "@mystocks/api/app";
import { createMemoryBus } from "@mystocks/bus";
import { startEmbeddedPostgres } from "@mystocks/embedded-postgres";
import { startRealtime } from "@mystocks/realtime/app";
import { recorderFamilies, startRecorder } from "@mystocks/recorder";
import { upkeepJobs } from "@mystocks/recorder/upkeep";
import {
  Authenticator,
  watchConfig,
  type Lifecycle,
  type Logger,
  type MonitorConfig,
} from "@mystocks/runtime";
import { startScheduler } from "@mystocks/schedule";
import { createPartitions, migrate, openStorePool } from "@mystocks/store";
import { dataFolders, exists, postgresFolder } from "./data-folders.ts";
import { openDatabases } from "./databases.ts";
import { forgetRunning, writeRunning, type Running } from "./running.ts";
import { SAMPLE_NOTICE } from "./sample-notice.ts";
import { startSampleService } from "./sample-service.ts";

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
  const folders = dataFolders(config.dataDir);
  const { storeUrl, sampleUrl: sampleDatabaseUrl } = await openStore(parts, life);
  const openPool = (name: string, max: number) => {
    const pool = openStorePool({ url: storeUrl, max, applicationName: `mystocks-monitor ${name}` }, (error) =>
      log.warn({ err: error, pool: name }, "a connection to the store was lost"),
    );
    life.onStop(`${name} pool`, () => pool.end());
    return pool;
  };

  const upkeepPool = openPool("upkeep", 4);
  await migrate(upkeepPool);
  await createPartitions(upkeepPool, new Date());
  const bus = createMemoryBus({
    onLost: (topic, messages) => log.warn({ topic, messages }, "a slow reader of the bus was passed by"),
  });
  life.onStop("bus", () => bus.close());

  const recorder = await startRecorder(
    { config, pool: openPool("recorder", 4), bus, log: log.child({ role: "recorder" }) },
    life,
  );
  const otlpUrl = `http://${config.host}:${recorder.otlpPort}`;
  startScheduler(
    {
      pool: upkeepPool,
      log: log.child({ role: "schedule" }),
      owner: `monitor-${process.pid}`,
      jobs: upkeepJobs({ pool: upkeepPool, config, log }),
    },
    life,
  );

  const apiPool = openPool("api", 8);
  const auth = new Authenticator({
    pool: apiPool,
    ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
  });
  const families = [() => recorderFamilies(recorder.stats())];
  const withSample = parts.withSample && sampleDatabaseUrl !== undefined;
  const api = await startApi(
    {
      config,
      pool: apiPool,
      auth,
      log: log.child({ role: "api" }),
      otlpPort: recorder.otlpPort,
      families,
      ...(withSample ? { sample: SAMPLE_NOTICE } : {}),
    },
    life,
  );
  const realtime = await startRealtime(
    {
      config,
      pool: openPool("realtime", 3),
      bus,
      auth,
      log: log.child({ role: "realtime" }),
      server: api.server,
    },
    life,
  );
  families.push(() => realtime.families());
  if (await exists(parts.configFile)) {
    const watch = watchConfig({
      file: parts.configFile,
      environment,
      config,
      log,
      onChange(next) {
        Object.assign(config, next);
        recorder
          .reload(next)
          .catch((error: unknown) => log.error({ err: error }, "the recorder keeps the former classes"));
      },
    });
    life.onStop("config watch", () => watch.close());
  }

  const token = await auth.ensureFirstAdminToken(folders.adminToken);
  const running: Running = {
    pid: process.pid,
    dashboardUrl: `http://${config.host}:${api.port}/?token=${token}`,
    otlpUrl,
    storeUrl,
    withSample,
  };
  await writeRunning(config.dataDir, running);
  life.onStop("running state", () => forgetRunning(config.dataDir));
  if (withSample) {
    say("Sample    market-data loads real S&P 500 prices; its first start takes a few seconds");
    const onReady = (sampleUrl: string) =>
      void writeRunning(config.dataDir, { ...running, sampleUrl }).catch((error: unknown) =>
        log.error({ err: error }, "the sample's address could not be noted"),
      );
    startSampleService({ databaseUrl: sampleDatabaseUrl, otlpUrl, environment, log, onReady }, life);
  }
  return running;
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

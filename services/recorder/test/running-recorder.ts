import { createMemoryBus, type MemoryBus } from "@mystocks/bus";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import { decodePulse, PULSE_TOPIC, type PulseEvent } from "@mystocks/events";
import { createLogger, Lifecycle, monitorConfig, type MonitorConfig } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import type pg from "pg";
import { startRecorder, type Recorder, type RecorderParts } from "../app.ts";

export interface RunningRecorder {
  pool: pg.Pool;
  bus: MemoryBus;
  recorder: Recorder;
  life: Lifecycle;
  /** Everything published so far. */
  events: PulseEvent[];
  post(path: string, body: Uint8Array, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

export type StartOptions = Partial<Pick<RecorderParts, "now" | "tuning">> & {
  url: string;
  config?: Partial<Omit<MonitorConfig, "limits">> & { limits?: Partial<MonitorConfig["limits"]> };
};

export async function startTestRecorder({
  url,
  config,
  now,
  tuning,
}: StartOptions): Promise<RunningRecorder> {
  const pool = openStorePool({ url, max: 4, applicationName: "recorder-test" });
  const bus = createMemoryBus();
  const life = new Lifecycle();
  const events: PulseEvent[] = [];
  const watch = await bus.subscribe(PULSE_TOPIC, { all: true, from: "start" }, ({ value }) => {
    events.push(decodePulse(value));
  });
  const parts = { config: monitorConfig.parse({ otlpPort: 0, ...config }), pool, bus };
  const recorder = await startRecorder(
    {
      ...parts,
      log: createLogger("recorder", "silent"),
      ...(now === undefined ? {} : { now }),
      tuning: { lingerMs: 0, ...tuning },
    },
    life,
  );
  return {
    pool,
    bus,
    recorder,
    life,
    events,
    post: (path, body, headers = {}) =>
      fetch(`http://127.0.0.1:${recorder.otlpPort}${path}`, {
        method: "POST",
        body,
        headers: { "content-type": "application/x-protobuf", ...headers },
      }),
    async stop() {
      await life.stop();
      await watch.close();
      await bus.close();
      await pool.end();
    },
  };
}

/** A store of its own for one test, dropped at its end. */
export async function withStore(use: (url: string) => Promise<void>): Promise<void> {
  const database = await openTestDatabase(storeTemplate);
  try {
    await use(database.url);
  } finally {
    await database.drop();
  }
}

export async function withRecorder(
  options: Omit<StartOptions, "url">,
  use: (running: RunningRecorder) => Promise<void>,
): Promise<void> {
  await withStore(async (url) => {
    const running = await startTestRecorder({ url, ...options });
    try {
      await use(running);
    } finally {
      await running.stop();
    }
  });
}

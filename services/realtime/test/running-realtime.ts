import { createMemoryBus, type Bus, type MemoryBus } from "@mystocks/bus";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import { startRecorder } from "@mystocks/recorder";
import { Authenticator, createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import type pg from "pg";
import { listenRealtime, type ListeningRealtime } from "../testing/listening-realtime.ts";
import { LiveClient } from "./live-client.ts";

interface Replica extends Omit<ListeningRealtime, "port"> {
  url: string;
  stop(): Promise<void>;
}

export interface Platform {
  pool: pg.Pool;
  bus: MemoryBus;
  auth: Authenticator;
  token: string;
  /** On the platform's bus, or on another view of it. */
  replica(view?: Bus): Promise<Replica>;
  client(replica: Replica, options?: Record<string, unknown>): LiveClient;
  post(path: string, body: Uint8Array): Promise<void>;
}

/** A store, a bus and a recorder; replicas of the live push and clients as a test wants them. */
export async function withPlatform(use: (platform: Platform) => Promise<void>): Promise<void> {
  const database = await openTestDatabase(storeTemplate);
  const pool = openStorePool({ url: database.url, max: 12, applicationName: "realtime test" });
  const bus = createMemoryBus();
  const life = new Lifecycle();
  const log = createLogger("realtime", "silent");
  const config = monitorConfig.parse({ otlpPort: 0 });
  const auth = new Authenticator({ pool, cacheMs: 0 });
  const token = await auth.createToken({ name: "screen", role: "viewer" });
  const recorder = await startRecorder({ config, pool, bus, log, tuning: { lingerMs: 0 } }, life);
  const open: { stop(): unknown }[] = [];
  const platform: Platform = {
    pool,
    bus,
    auth,
    token,
    async replica(view: Bus = bus) {
      const started = await startReplica(view);
      open.push(started);
      return started;
    },
    client({ url }, options = {}) {
      const client = new LiveClient(url, { extraHeaders: { authorization: `Bearer ${token}` }, ...options });
      open.push(client);
      return client;
    },
    post: (path, body) => post(recorder.otlpPort, path, body),
  };
  async function startReplica(view: Bus): Promise<Replica> {
    const ownLife = new Lifecycle();
    const { port, ...listening } = await listenRealtime({ config, pool, bus: view, auth, log }, ownLife);
    return { url: `http://127.0.0.1:${port}`, ...listening, stop: () => ownLife.stop() };
  }
  try {
    await use(platform);
  } finally {
    for (const one of open.toReversed()) await one.stop();
    await life.stop();
    await bus.close();
    await pool.end();
    await database.drop();
  }
}

async function post(otlpPort: number, path: string, body: Uint8Array): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${otlpPort}${path}`, {
    method: "POST",
    body,
    headers: { "content-type": "application/x-protobuf" },
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
}

import { createServer } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryBus } from "@mystocks/bus";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import {
  Authenticator,
  closeServer,
  createHttpApp,
  createLogger,
  httpMetrics,
  Lifecycle,
  listen,
  loadConfig,
  MetricRegistry,
  prometheusText,
  type MetricFamily,
  type Role,
} from "@mystocks/runtime";
import { openStorePool, storeTemplate } from "@mystocks/store";
import pg from "pg";
import { startQuality } from "../app.ts";

interface Answer {
  status: number;
  text: string;
  // Tests look into what came; its shape is what they are about.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** Quality with its routes on a port, a dataset's database to fill, and a token of each role. */
export async function startServedQuality(contracts: Readonly<Record<string, string>>) {
  const [store, data] = await Promise.all([openTestDatabase(storeTemplate), openTestDatabase()]);
  const client = new pg.Client({ connectionString: data.url });
  await client.connect();
  const folder = await mkdtemp(join(tmpdir(), "contracts-"));
  const write = (name: string, text: string) => writeFile(join(folder, `${name}.odcs.yaml`), text);
  for (const [name, text] of Object.entries(contracts)) await write(name, text);
  const life = new Lifecycle();
  const bus = createMemoryBus();
  life.onStop("bus", () => bus.close());
  const pool = openStorePool({ url: store.url, max: 6, applicationName: "quality-test" }, () => {});
  life.onStop("pool", () => pool.end());
  const log = createLogger("test", "silent");
  const auth = new Authenticator({ pool, cacheMs: 0 });
  const { quality: config } = await loadConfig(undefined, {});
  let families: () => MetricFamily[] = () => [];
  const start = async () => {
    const quality = await startQuality(
      { ...config, contracts: [folder], urls: { test: data.url }, pool, bus, log, auth },
      life,
    );
    families = () => quality.families();
    const metrics = httpMetrics(new MetricRegistry(), "test");
    const mount = (app: { use: (handler: typeof quality.router) => unknown }) => void app.use(quality.router);
    const server = createServer(createHttpApp({ log, metrics, mount }));
    const port = await listen(server, { host: "127.0.0.1", port: 0, log, name: "quality" });
    life.onStop("server", () => closeServer(server));
    const tokens = {} as Record<Role, string>;
    for (const role of ["viewer", "operator"] as const)
      tokens[role] = await auth.createToken({ name: role, role });
    return async (role: "viewer" | "operator" | "nobody", path: string, body?: unknown): Promise<Answer> => {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: {
          ...(role !== "nobody" && { authorization: `Bearer ${tokens[role]}` }),
          ...(body !== undefined && { "content-type": "application/json" }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.includes("json") ?? false;
      return { status: response.status, text, body: isJson ? JSON.parse(text) : undefined };
    };
  };
  const stop = async () => {
    await life.stop();
    await client.end();
    await Promise.all([store.drop(), data.drop()]);
    await rm(folder, { recursive: true });
  };
  return { client, pool, bus, write, start, stop, metrics: () => prometheusText(families()) };
}

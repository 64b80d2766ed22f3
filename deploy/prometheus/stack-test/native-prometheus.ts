import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { prometheusConfig } from "../index.ts";

export interface NativePrometheus {
  url: string;
  stop(): Promise<void>;
}

/** A second Prometheus on the Collector, with native histograms switched on (an option of 2.42, the default of 3.9). */
export async function startNativePrometheus(services: string): Promise<NativePrometheus> {
  const dir = await mkdtemp(join(tmpdir(), "native-prometheus-"));
  const config = join(dir, "prometheus.yml");
  const text = prometheusConfig({ services: [services], collector: [], roles: {}, ruleFiles: [] });
  await writeFile(config, text);
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    "prometheus",
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(dir, "data")}`,
      `--web.listen-address=${address}`,
      "--enable-feature=native-histograms",
      "--log.level=error",
    ],
    { stdio: "inherit" },
  );
  return {
    url: `http://${address}`,
    async stop() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

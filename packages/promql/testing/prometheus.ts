import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Series } from "../index.ts";
import { writeRequest } from "./remote-write.ts";

/** What the HTTP API answers: a series has `values` in a range query, `value` in an instant one. */
export type ApiSeries = {
  metric: Record<string, string>;
  value?: [number, string];
  values?: [number, string][];
  histogram?: [number, ApiHistogram];
  histograms?: [number, ApiHistogram][];
};
export type ApiHistogram = { count: string; sum: string };
type ApiData =
  | { resultType: "matrix" | "vector"; result: ApiSeries[] }
  | { resultType: "scalar"; result: [number, string] };
export type ApiAnswer = { status: "success"; data: ApiData } | { status: "error"; error: string };

export type RealPrometheus = {
  url: string;
  pid: number;
  /** All samples, in chunks of time; those of one series must not be older than what was written of it. */
  write: (series: readonly Series[]) => Promise<void>;
  query: (path: "query" | "query_range", parameters: Record<string, string>) => Promise<ApiAnswer>;
  stop: () => Promise<void>;
};

const CHUNK_MS = 20 * 60_000;
const READY_MS = 30_000;

/** Starts a Prometheus with an empty store of its own on a free port; it scrapes nothing. */
export async function startPrometheus(
  binary: string,
  flags: readonly string[],
  ruleFiles: readonly string[] = [],
): Promise<RealPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), "promql-prometheus-"));
  const config = join(folder, "prometheus.yml");
  await writeFile(config, JSON.stringify({ global: { scrape_interval: "1h" }, rule_files: ruleFiles }));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    binary,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, "data")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--web.enable-remote-write-receiver",
      "--storage.tsdb.retention.time=100y",
      "--log.level=error",
      ...flags,
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await ready(url, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    pid: child.pid!,
    write: (series) => write(url, series),
    query: (path, parameters) => query(url, path, parameters),
    stop,
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

async function ready(url: string, child: { exitCode: number | null }): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const isReady = await fetch(`${url}/-/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return;
    await sleep(100);
  }
  throw new Error("Prometheus did not become ready");
}

/** In chunks of time, since a store takes nothing much older than what it has. */
async function write(url: string, series: readonly Series[]): Promise<void> {
  const firstMs = series.reduce((least, { times }) => Math.min(least, times[0] ?? Infinity), Infinity);
  const lastMs = series.reduce((most, { times, length }) => Math.max(most, times[length - 1] ?? 0), 0);
  for (let fromMs = firstMs; fromMs <= lastMs; fromMs += CHUNK_MS) {
    const response = await fetch(`${url}/api/v1/write`, {
      method: "POST",
      headers: {
        "Content-Encoding": "snappy",
        "Content-Type": "application/x-protobuf",
        "X-Prometheus-Remote-Write-Version": "0.1.0",
      },
      body: writeRequest(series, fromMs, fromMs + CHUNK_MS),
    });
    if (!response.ok) throw new Error(`remote write: ${response.status} ${await response.text()}`);
  }
}

async function query(url: string, path: string, parameters: Record<string, string>): Promise<ApiAnswer> {
  const response = await fetch(`${url}/api/v1/${path}`, {
    method: "POST",
    body: new URLSearchParams(parameters),
  });
  return (await response.json()) as ApiAnswer;
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

import type { HistogramKind } from "./histogram-kinds.ts";

const PROGRAM = join(import.meta.dirname, "workload.ts");

export interface Workload {
  /** Runs what is counted. @returns how long each operation took, in seconds, as the service measured it */
  run(): Promise<number[]>;
  end(): Promise<void>;
}

export interface WorkloadSettings {
  service: string;
  collection: string;
  /** OTLP/HTTP of the Collector. */
  otlp: string;
  aggregation: HistogramKind["aggregation"];
  operations: number;
  /** Over which they are begun. */
  seconds: number;
}

/** Resolves when its first operation, which is not counted, has ended. */
export async function startWorkload({
  service,
  collection,
  otlp,
  aggregation,
  operations,
  seconds,
}: WorkloadSettings): Promise<Workload> {
  const child = spawn(
    process.execPath,
    ["--import", "@mystocks/telemetry/register", PROGRAM, collection, `${operations}`, `${seconds}`],
    {
      cwd: join(import.meta.dirname, ".."),
      stdio: ["pipe", "pipe", "inherit"],
      env: {
        ...process.env,
        OTEL_SERVICE_NAME: service,
        OTEL_EXPORTER_OTLP_ENDPOINT: otlp,
        OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: aggregation,
      },
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<{ durations?: number[] }> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the workload ended with ${child.exitCode}`);
    return JSON.parse(value) as { durations?: number[] };
  };
  await next();
  return {
    async run() {
      child.stdin.write("run\n");
      return (await next()).durations!;
    },
    async end() {
      if (child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

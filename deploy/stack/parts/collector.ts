import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { collectorConfig, type Destination } from "@mystocks/collector";
import { httpProblem } from "../answers.ts";
import { LOOPBACK, type StackContext } from "../context.ts";
import type { Part } from "../part.ts";

export function collectorPart({ folders, ports, programs }: StackContext, to: Destination): Part {
  const dir = folders.data("collector");
  return {
    name: "collector",
    wave: 1,
    async start() {
      await mkdir(dir, { recursive: true });
      const config = join(dir, "collector.yaml");
      await writeFile(config, collectorConfig({ ...parameters(ports), storageDir: join(dir, "queue"), to }));
      return {
        program: programs.collector,
        args: ["--config", config],
        environment: { GOMEMLIMIT: "400MiB" },
      };
    },
    // While Kafka is away each kind of telemetry tries its last batch twice.
    stopTimeoutMs: 45_000,
    notReady: () => httpProblem(`http://${LOOPBACK}:${ports.collectorHealth}/`),
    addresses: {
      otlp: `http://${LOOPBACK}:${ports.otlpHttp}`,
      otlpGrpc: `http://${LOOPBACK}:${ports.otlpGrpc}`,
      services: `http://${LOOPBACK}:${ports.collectorPrometheus}/metrics`,
      metrics: `http://${LOOPBACK}:${ports.collectorMetrics}/metrics`,
    },
  };
}

function parameters(ports: StackContext["ports"]) {
  return {
    host: LOOPBACK,
    ports: {
      otlpGrpc: ports.otlpGrpc,
      otlpHttp: ports.otlpHttp,
      prometheus: ports.collectorPrometheus,
      metrics: ports.collectorMetrics,
      health: ports.collectorHealth,
    },
  };
}

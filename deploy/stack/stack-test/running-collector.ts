import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { collectorConfig, type CollectorParts } from "@mystocks/collector";
import { tracesBody, testSpans } from "@mystocks/recorder/testing";
import { httpProblem } from "../answers.ts";
import { installCollector } from "../install/collector.ts";
import { choosePorts } from "../ports.ts";
import { RunningPart } from "../running-part.ts";

export interface CollectorProcess extends AsyncDisposable {
  process: RunningPart;
  otlpUrl: string;
  dir: string;
}

/** A Collector alone, on free ports. */
export async function startCollector(
  settings: Pick<CollectorParts, "to"> & Partial<CollectorParts>,
): Promise<CollectorProcess> {
  const dir = await mkdtemp(join(tmpdir(), "mystocks-collector-"));
  const [program, chosen] = [await installCollector(() => {}), await choosePorts("free")];
  const ports = {
    otlpGrpc: chosen.otlpGrpc,
    otlpHttp: chosen.otlpHttp,
    prometheus: chosen.collectorPrometheus,
    metrics: chosen.collectorMetrics,
    health: chosen.collectorHealth,
  };
  const config = join(dir, "collector.yaml");
  await writeFile(
    config,
    collectorConfig({ host: "127.0.0.1", ports, storageDir: join(dir, "queue"), ...settings }),
  );
  const process = new RunningPart(
    {
      name: "collector",
      wave: 0,
      start: () => Promise.resolve({ program, args: ["--config", config] }),
      notReady: () => httpProblem(`http://127.0.0.1:${ports.health}/`),
      addresses: {},
    },
    { logFile: join(dir, "collector.log"), onChange: () => Promise.resolve() },
  );
  await process.start();
  return {
    process,
    dir,
    otlpUrl: `http://127.0.0.1:${ports.otlpHttp}`,
    async [Symbol.asyncDispose]() {
      await process.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Sends the spans from `first` on in one request; resolves to the status of the answer. */
export async function sendSpans(
  otlpUrl: string,
  { first, count }: { first: number; count: number },
  { signal, headers }: { signal?: AbortSignal; headers?: Record<string, string> } = {},
): Promise<number> {
  const answer = await fetch(`${otlpUrl}/v1/traces`, {
    method: "POST",
    body: tracesBody("collector-test", testSpans(first, count)),
    headers: { "content-type": "application/x-protobuf", ...headers },
    ...(signal && { signal }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

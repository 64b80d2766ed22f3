import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { collectorConfig, collectorSources, type CollectorParts } from "./index.ts";

const parts: CollectorParts = {
  host: "127.0.0.1",
  ports: { otlpGrpc: 1, otlpHttp: 2, prometheus: 3, metrics: 4, health: 5 },
  storageDir: "/queue",
  to: { kafka: { brokers: ["a:9092"] } },
};

interface Config {
  processors: object;
  extensions: Record<string, Record<string, unknown>>;
  receivers: { otlp: { protocols: Record<string, { auth?: unknown; endpoint: string }> } };
  exporters: Record<string, Record<string, never>>;
  service: { extensions: string[]; pipelines: Record<string, { processors: string[]; exporters: string[] }> };
}

const config = (changes: Partial<CollectorParts> = {}): Config =>
  parse(collectorConfig({ ...parts, ...changes })) as Config;

const VARIANTS: [string, CollectorParts["to"], string][] = [
  ["kafka", parts.to, "kafka"],
  ["recorder", { recorder: { url: "http://r:4318" } }, "otlphttp"],
];

test.each(VARIANTS)(
  "%s: what was taken lies in files, is tried for ever, and full means wait",
  (_, to, exporter) => {
    const { sending_queue: queue, retry_on_failure: retry } = config({ to }).exporters[exporter] as {
      sending_queue: unknown;
      retry_on_failure: unknown;
    } & Record<string, never>;
    expect(queue).toMatchObject({ storage: "file_storage", block_on_overflow: true, sizer: "bytes" });
    expect(retry).toMatchObject({ enabled: true, max_elapsed_time: 0 });
  },
);

test.each(VARIANTS)(
  "%s: nothing holds telemetry in memory between the answer and the queue",
  (_, to, exporter) => {
    const { pipelines } = config({ to }).service;
    for (const signal of ["traces", "metrics", "logs"]) {
      expect(pipelines[signal]!.processors).toEqual(["memory_limiter"]);
      expect(pipelines[signal]!.exporters).toContain(exporter);
    }
  },
);

test("a batch before compression is below what a message may hold, which is what the broker takes", () => {
  const { producer, sending_queue: queue } = config().exporters.kafka as unknown as {
    producer: Record<string, unknown>;
    sending_queue: { batch: { max_size: number } };
  };
  expect(producer).toMatchObject({ required_acks: "all", compression: "zstd", max_message_bytes: 8_388_608 });
  expect(queue.batch.max_size).toBeLessThan(8_388_608);
});

test("services' metrics reach Prometheus by one path; remote write comes besides when it is asked for", () => {
  expect(config().service.pipelines["metrics/prometheus"]!.exporters).toEqual(["prometheus"]);
  const written = config({ remoteWrite: { url: "http://p/api/v1/write" } });
  expect(written.service.pipelines["metrics/prometheus"]!.exporters).toEqual([
    "prometheus",
    "prometheusremotewrite",
  ]);
});

test.each(["0.0.0.0", "10.0.0.1", "collector", "[::]"])("on %s a token is needed", (host) => {
  expect(() => config({ host })).toThrow("tokenFile");
  const { receivers, service } = config({ host, tokenFile: "/token" });
  for (const protocol of ["grpc", "http"])
    expect(receivers.otlp.protocols[protocol]!.auth).toEqual({ authenticator: "bearertokenauth" });
  expect(service.extensions).toContain("bearertokenauth");
});

test.each(["127.0.0.1", "localhost", "[::1]"])("on %s none is needed", (host) => {
  expect(config({ host }).receivers.otlp.protocols.http!.auth).toBeUndefined();
});

test("no password stands in the configuration", () => {
  const text = collectorConfig({
    ...parts,
    to: {
      kafka: {
        brokers: ["a:1"],
        sasl: { mechanism: "plain", username: "u", passwordVariable: "KAFKA_PASSWORD" },
      },
    },
  });
  expect(text).toContain("password: ${env:KAFKA_PASSWORD}");
});

test("names of pods are looked up in a cluster only", () => {
  expect(Object.keys(config().processors)).not.toContain("k8sattributes");
  expect(config({ kubernetes: true }).service.pipelines.traces!.processors).toEqual([
    "memory_limiter",
    "k8sattributes",
  ]);
});

test("go.mod has every part of the manifest at the manifest's version", async () => {
  const { version, files } = await collectorSources();
  const modules = [...files["builder.yaml"].matchAll(/gomod: (\S+) v(\S+)/g)];
  expect(modules.length).toBeGreaterThan(10);
  for (const [, module, of] of modules) {
    expect(of).toBe(version);
    expect(files["go.mod"]).toContain(`${module} v${version}\n`);
  }
});

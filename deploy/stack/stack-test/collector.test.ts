import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryBus } from "@mystocks/bus";
import { collectorConfig, type CollectorParts } from "@mystocks/collector";
import { openTestDatabase } from "@mystocks/embedded-postgres";
import { startRecorder } from "@mystocks/recorder";
import { createLogger, Lifecycle, monitorConfig } from "@mystocks/runtime";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { openStorePool, storeTemplate } from "@mystocks/store";
import { eventually } from "@mystocks/runtime/testing";
import { installCollector } from "../install/collector.ts";
import { runToEnd } from "../install/run-to-end.ts";
import { freePort } from "../ports.ts";
import { startStack } from "../index.ts";
import { sendSpans, startCollector } from "./running-collector.ts";
import { readSpans } from "./spans-in-kafka.ts";
import { openStackDir } from "./stack-dir.ts";

jest.setTimeout(240_000);

const PER_REQUEST = 250;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "collector-test-"));
  await writeFile(join(folder, "token"), "s3cret");
});
afterAll(() => rm(folder, { recursive: true }));

const parts = (): Omit<CollectorParts, "to"> => ({
  host: "127.0.0.1",
  ports: { otlpGrpc: 4317, otlpHttp: 4318, prometheus: 8889, metrics: 8888, health: 13133 },
  storageDir: join(folder, "queue"),
});

test.each([
  ["with Kafka", () => ({ ...parts(), to: { kafka: { brokers: ["127.0.0.1:9092"] } } })],
  ["without Kafka", () => ({ ...parts(), to: { recorder: { url: "http://127.0.0.1:4319" } } })],
  [
    "in a cluster, with all there is",
    () => ({
      ...parts(),
      host: "0.0.0.0",
      tokenFile: join(folder, "token"),
      kubernetes: true,
      flushToDisk: true,
      remoteWrite: { url: "https://prometheus/api/v1/write", tokenVariable: "REMOTE_WRITE_TOKEN" },
      to: {
        kafka: {
          brokers: ["kafka-1:9093", "kafka-2:9093"],
          topicPrefix: "shared.",
          tls: { caFile: join(folder, "ca.pem") },
          sasl: { mechanism: "scram-sha-512", username: "collector", passwordVariable: "KAFKA_PASSWORD" },
        },
      },
    }),
  ],
] satisfies [string, () => CollectorParts][])("the Collector takes its configuration %s", async (_, make) => {
  const file = join(folder, "collector.yaml");
  await writeFile(file, collectorConfig(make()));
  const environment = { KAFKA_PASSWORD: "x", REMOTE_WRITE_TOKEN: "y" };
  const program = await installCollector(() => {});
  expect(await runToEnd(program, ["validate", "--config", file], { environment })).toBe("");
});

test.each(["kill", "stop"] as const)(
  "what was taken while Kafka is away comes after a %s of the Collector, all of it",
  async (end) => {
    const dir = await openStackDir();
    const stack = await startStack({ dir: dir.path, ports: "free", parts: ["kafka", "collector"] });
    try {
      const send = (request: number) =>
        sendSpans(stack.urls.otlp, { first: request * PER_REQUEST, count: PER_REQUEST });
      expect(await send(0)).toBe(200);
      await stack.part("kafka").kill();
      for (let request = 1; request < 40; request++) expect(await send(request)).toBe(200);
      // A kill tells nothing, a stop whether a kill was needed in the end.
      expect(await stack.part("collector")[end]()).toBe(end === "kill" ? undefined : false);
      await stack.part("collector").start();
      expect(await send(40)).toBe(200);
      await stack.part("kafka").start();

      const spans = await readSpans(stack.brokers);
      await eventually(
        () => spans.ids.size,
        (size) => size === 41 * PER_REQUEST,
      );
      await spans.close();
    } finally {
      await stack.stop();
      await dir.remove();
    }
  },
);

test("a queue that is full answers nobody that it took something, and goes on when there is room", async () => {
  const dir = await openStackDir();
  const stack = await startStack({ dir: dir.path, ports: "free", parts: ["kafka"] });
  await stack.part("kafka").kill();
  const to = { kafka: { brokers: stack.brokers, createTopics: true } };
  await using collector = await startCollector({ to, queueMiB: 1 });
  try {
    let taken = 0;
    let waiting: Promise<number> | undefined;
    while (waiting === undefined) {
      const sent = sendSpans(collector.otlpUrl, { first: taken * PER_REQUEST, count: PER_REQUEST });
      const answered = await Promise.race([sent, new Promise((done) => setTimeout(done, 2000))]);
      if (answered === undefined) waiting = sent;
      else expect([answered, (taken += 1) < 100]).toEqual([200, true]);
    }
    await stack.part("kafka").start();
    expect(await waiting).toBe(200);
    const spans = await readSpans(stack.brokers);
    await eventually(
      () => spans.ids.size,
      (size) => size === (taken + 1) * PER_REQUEST,
    );
    await spans.close();
  } finally {
    await stack.stop();
    await dir.remove();
  }
});

test("with a token file nobody gets in without the token", async () => {
  const to = { recorder: { url: `http://127.0.0.1:${await freePort()}` } };
  await using collector = await startCollector({ to, tokenFile: join(folder, "token") });
  const send = (headers: Record<string, string>) =>
    sendSpans(collector.otlpUrl, { first: 0, count: 1 }, { headers });
  expect(await send({})).toBe(401);
  expect(await send({ authorization: "Bearer wrong" })).toBe(401);
  expect(await send({ authorization: "Bearer s3cret" })).toBe(200);
});

test("a body over 8 MiB is refused, and so is one that unpacks to more", async () => {
  const to = { recorder: { url: `http://127.0.0.1:${await freePort()}` } };
  await using collector = await startCollector({ to });
  const post = (body: Uint8Array, headers = {}) =>
    fetch(`${collector.otlpUrl}/v1/traces`, {
      method: "POST",
      body,
      headers: { "content-type": "application/x-protobuf", ...headers },
    }).then(({ status }) => status);
  const { gzipSync } = await import("node:zlib");
  const large = Buffer.alloc(9 * 1024 * 1024);
  expect(await post(large)).toBe(400);
  expect(await post(gzipSync(large), { "content-encoding": "gzip" })).toBe(400);
  expect(await sendSpans(collector.otlpUrl, { first: 0, count: 1 })).toBe(200);
});

test("without Kafka: over kills of the Collector and an absence of the recorder each span is stored once", async () => {
  const database = await openTestDatabase(storeTemplate);
  const pool = openStorePool({ url: database.url, applicationName: "collector test" });
  const otlpPort = await freePort();
  const startOne = async () => {
    const life = new Lifecycle();
    const log = createLogger("recorder", "silent");
    const config = monitorConfig.parse({ otlpPort });
    await startRecorder({ config, pool, bus: createMemoryBus(), log }, life);
    return life;
  };
  let recorder = await startOne();
  const to = { recorder: { url: `http://127.0.0.1:${otlpPort}` } };
  await using collector = await startCollector({ to });
  for (let request = 0; request < 40; request++) {
    const span = { first: request * PER_REQUEST, count: PER_REQUEST };
    expect(await sendSpans(collector.otlpUrl, span)).toBe(200);
    if (request === 20) await recorder.stop();
    if (request === 30) recorder = await startOne();
    if (request % 10 === 5) await collector.process.kill().then(() => collector.process.start());
  }
  const stored = async () => {
    const { rows } = await pool.query<{ spans: number; ids: number }>(
      "SELECT count(*)::int AS spans, count(DISTINCT span_id)::int AS ids FROM telemetry.span",
    );
    return rows[0]!;
  };
  const sent = 40 * PER_REQUEST;
  await eventually(stored, ({ ids }) => ids === sent);
  expect(await stored()).toEqual({ spans: sent, ids: sent });
  await recorder.stop();
  await pool.end();
  await database.drop();
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { loadConfig } from "@mystocks/runtime";
import { pipelineSchema, type Pipeline } from "../contract.ts";
import { runApi, type RunningApi } from "./running-api.ts";

jest.setTimeout(30_000);

/** A Collector's own metrics, with counts that a test moves. */
const collector = { accepted: 1000, sent: 1000, queue: 0 };
let metrics: Server;
let api: RunningApi;

beforeAll(async () => {
  metrics = createServer((_, response) =>
    response.end(`# TYPE otelcol_receiver_accepted_spans counter
otelcol_receiver_accepted_spans{receiver="otlp",transport="http"} ${collector.accepted}
otelcol_exporter_sent_spans{exporter="otlphttp"} ${collector.sent}
otelcol_exporter_sent_spans{exporter="prometheus"} 77
otelcol_exporter_queue_size{data_type="traces",exporter="otlphttp"} ${collector.queue}
otelcol_exporter_queue_capacity{data_type="traces",exporter="otlphttp"} 1000
`),
  );
  await new Promise<void>((done) => metrics.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(metrics.address() as AddressInfo).port}/metrics`;
  const config = { ...(await loadConfig(undefined, {})), port: 0, collectorMetricsUrls: [url] };
  api = await runApi({ config });
  await api.pool.query("INSERT INTO telemetry.source (source, partition) VALUES ('otlp-http', 0)");
});
afterAll(async () => {
  await api.stop();
  metrics.close();
  metrics.closeAllConnections();
});

async function until(holds: (pipeline: Pipeline) => boolean): Promise<Pipeline> {
  for (;;) {
    const { status, body } = await api.get("/pipeline?last=1h");
    expect(status).toBe(200);
    const seen = pipelineSchema.parse(body);
    if (holds(seen)) return seen;
    await new Promise((done) => setTimeout(done, 100));
  }
}

const lineOf = ({ ledger }: Pipeline, from: string) =>
  ledger.find(
    (line) => line.from === from && line.to === from && line.signal === "spans" && line.unit === "items",
  );
const hopOf = ({ hops }: Pipeline, name: string) => hops.find(({ hop }) => hop === name)!;

/** As a recorder commits it. */
const commit = (received: number, stored: number, duplicates: number, late: number) =>
  api.pool.query(
    `WITH moved AS (
       UPDATE telemetry.source SET sequence = sequence + 1, published = sequence + 1, records = records + 1,
         spans_received = spans_received + $1, spans = spans + $2, span_duplicates = span_duplicates + $3,
         newest_at = now(), committed_at = now()
       RETURNING source_id)
     INSERT INTO telemetry.dropped (source_id, signal, reason, count)
     SELECT source_id, 'spans', 'late', $4::bigint FROM moved
     ON CONFLICT (source_id, signal, reason) DO UPDATE SET count = dropped.count + excluded.count`,
    [received, stored, duplicates, late],
  );

test("without Kafka the way is services, Collector, recorder, store, pulses, live push", async () => {
  const seen = await until(({ hops }) => hops.every(({ readAt }) => readAt !== null));
  expect(seen.hops.map(({ hop }) => hop)).toEqual([
    "services",
    "collector",
    "exporter",
    "recorder",
    "store",
    "pulses",
    "realtime",
  ]);
  expect(hopOf(seen, "services")).toMatchObject({ state: "unknown" });
});

test("received is stored, repeated and dropped by reason; what does not add up is unaccounted for", async () => {
  await until((seen) => lineOf(seen, "recorder")?.in === 0);
  await commit(100, 90, 6, 4);
  const whole = await until((seen) => lineOf(seen, "recorder")?.in === 100);
  expect(lineOf(whole, "recorder")).toMatchObject({
    out: 90,
    repeated: 6,
    dropped: [{ reason: "late", count: 4 }],
    unaccounted: 0,
  });
  await commit(50, 43, 0, 0);
  const broken = await until((seen) => lineOf(seen, "recorder")?.in === 150);
  expect(lineOf(broken, "recorder")).toMatchObject({ unaccounted: 7 });
});

test("the Collector's own metrics are read, without what goes to Prometheus", async () => {
  collector.accepted += 500;
  collector.sent += 480;
  collector.queue = 900;
  const seen = await until((one) => hopOf(one, "exporter").flows[0]?.queue?.length === 900);
  expect(hopOf(seen, "exporter")).toMatchObject({ state: "slow", reason: { code: "filling", share: 0.9 } });
  const line = seen.ledger.find(({ from, to }) => from === "exporter" && to === "exporter");
  expect(line).toMatchObject({ in: 500, out: 480 });
});

test("a Collector that is gone is down, with how long", async () => {
  metrics.close();
  metrics.closeAllConnections();
  const seen = await until((one) => hopOf(one, "collector").state === "down");
  expect(hopOf(seen, "collector").reason).toMatchObject({ code: "gone" });
  expect(hopOf(seen, "collector").reason.seconds).toBeGreaterThan(4);
  expect(seen.state).toBe("down");
});

test("a window that is not understood is refused", async () => {
  expect((await api.get("/pipeline?last=soon")).status).toBe(400);
});

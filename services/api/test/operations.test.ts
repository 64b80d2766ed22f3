import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  operationDetailSchema,
  operationListSchema,
  overviewSchema,
  serviceListSchema,
  traceSchema,
} from "../contract.ts";
import { runApi, type RunningApi } from "./running-api.ts";
import { newSpanId, newTraceId, operation } from "./seeded-store.ts";

let api: RunningApi;
const traceId = newTraceId();
const spanId = newSpanId();

beforeAll(async () => {
  api = await runApi();
  const endMs = Date.now() - 60_000;
  const tracked = operation();
  const database = operation({ kind: "database", operation: "SELECT", type: "SELECT" });
  await api.store.add([
    { operation: tracked, traceId, spanId, endMs, durationMs: 6000, marks: 3 },
    {
      operation: database,
      traceId,
      parentSpanId: spanId,
      endMs: endMs - 500,
      durationMs: 5000,
      marks: 1,
      kind: 3,
      enclosed: true,
      statement: "SELECT * FROM daily_kline WHERE symbol = $1",
      attributes: { "mystocks.operation.parent": "load_daily_kline" },
    },
    { operation: operation({ operation: "save_ticks", collection: "tick_data" }), endMs, durationMs: 20 },
    { operation: operation({ operation: "save_ticks", collection: "tick_data" }), endMs, durationMs: 40 },
  ]);
});
afterAll(() => api.stop());

test("the list shows what ran, with percentiles from the stored sketches", async () => {
  const { status, body } = await api.get("/operations?last=10m");
  expect(status).toBe(200);
  const list = operationListSchema.parse(body);
  expect(list.items.map(({ key, figures }) => [key.operation, key.kind, figures.count])).toEqual([
    ["save_ticks", "tracked", 2],
    ["SELECT", "database", 1],
    ["load_daily_kline", "tracked", 1],
  ]);
  expect(list.items[0]!.figures.p99Ms).toBeCloseTo(40, 3);
  expect(list.items[0]!.trend).toHaveLength(30);
});

test("the overview counts an operation once", async () => {
  const overview = overviewSchema.parse((await api.get("/overview?last=10m")).body);
  expect(overview.figures.count).toBe(3);
  expect(overview.points.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  expect(overview.slowest.map((one) => [one.operation.operation, one.statement])).toEqual([
    ["load_daily_kline", "SELECT * FROM daily_kline WHERE symbol = $1"],
  ]);
});

test("a trace is a waterfall with self time", async () => {
  const trace = traceSchema.parse((await api.get(`/traces/${traceId}`)).body);
  expect(
    trace.spans.map(({ depth, durationMs, selfMs, level }) => [depth, durationMs, selfMs, level]),
  ).toEqual([
    [0, 6000, 1000, "critical"],
    [1, 5000, 5000, "warning"],
  ]);
  expect(trace.complete).toBe(true);
});

async function idOf(name: string): Promise<number> {
  const list = operationListSchema.parse((await api.get("/operations?last=10m")).body);
  return list.items.find(({ key }) => key.operation === name)!.key.id;
}

test("one operation shows its points, slowest executions and the statements below it", async () => {
  const { body } = await api.get(`/operations/${await idOf("load_daily_kline")}?last=10m`);
  const detail = operationDetailSchema.parse(body);
  expect(detail).toMatchObject({
    thresholds: { warningMs: 2000, criticalMs: 5000 },
    figures: { count: 1, maxMs: 6000, overCritical: 1 },
    executions: [{ traceId, spanId, durationMs: 6000, level: "critical", failed: false }],
    statements: [
      { text: "SELECT * FROM daily_kline WHERE symbol = $1", count: 1, averageMs: 5000, maxMs: 5000 },
    ],
  });
  expect(detail.points.filter(({ count }) => count > 0)).toMatchObject([
    { count: 1, maxMs: 6000, p95Ms: 6000 },
  ]);
});

test("a database operation shows its own statement and the executions inside tracked ones", async () => {
  const { body } = await api.get(`/operations/${await idOf("SELECT")}?last=10m`);
  expect(operationDetailSchema.parse(body)).toMatchObject({
    figures: { count: 1 },
    executions: [{ traceId, level: "warning" }],
    statements: [{ count: 1, maxMs: 5000 }],
  });
});

test("a class's own thresholds are shown, also after they changed while it runs", async () => {
  const id = await idOf("load_daily_kline");
  api.config.classifications.DAILY_KLINE!.thresholds.warningMs = 300;
  const { body } = await api.get(`/operations/${id}`);
  expect(operationDetailSchema.parse(body).thresholds).toEqual({ warningMs: 300, criticalMs: 5000 });
});

test("a service that spoke in the last half minute is live, another is silent since it last did", async () => {
  const now = Date.now();
  const tick = operation({ service: "ticks", operation: "save" });
  await api.store.add([{ operation: tick, service: "ticks", endMs: now - 5000, durationMs: 1 }]);
  await api.store.addSample({
    service: "gauges-only",
    name: "x",
    type: "gauge",
    timeMs: now - 2000,
    value: 1,
  });
  // Monitor's own heartbeat comes as telemetry too, and is no service.
  await api.store.addSample({
    service: "mystocks-monitor",
    name: "mystocks_heartbeat",
    type: "gauge",
    timeMs: now - 2000,
    value: 1,
  });
  const { items } = serviceListSchema.parse((await api.get("/services?last=10m")).body);
  expect(
    items.map(({ service, state, instances, figures }) => [service, state, instances, figures.count]),
  ).toEqual([
    ["gauges-only", "live", 1, 0],
    ["market-data", "silent", 0, 3],
    ["ticks", "live", 1, 1],
  ]);
  expect(items.map(({ language }) => language)).toEqual(["nodejs", "nodejs", "nodejs"]);
});

test("load is operations in flight: seconds of work a second", async () => {
  const { load, stepSeconds } = overviewSchema.parse((await api.get("/overview?last=10m")).body);
  const loader = load.find(({ key }) => key?.operation === "load_daily_kline")!;
  expect(loader.values.reduce((sum, value) => sum + value, 0) * stepSeconds).toBeCloseTo(6, 6);
});

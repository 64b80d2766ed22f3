import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { operationListSchema, overviewSchema, traceSchema } from "../contract.ts";
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

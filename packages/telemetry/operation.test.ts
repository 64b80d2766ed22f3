import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { SpanStatusCode, trace } from "@opentelemetry/api";
import * as fc from "fast-check";

import { trackOperation, tracked } from "./operation.ts";
import type { OperationOptions } from "./operation.ts";
import type { InMemorySdk } from "./test/in-memory-sdk.ts";
import { startInMemorySdk } from "./test/in-memory-sdk.ts";

const DAILY: OperationOptions = {
  classification: "DAILY_KLINE",
  database: "PostgreSQL",
  databaseName: "mystocks",
  collection: "daily_kline",
};

let sdk: InMemorySdk;
beforeEach(() => {
  sdk = startInMemorySdk();
});
afterEach(() => sdk.shutdown());

test("the callback's value comes back, whether it is a promise or not", async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything(), async (value) => {
      expect(await trackOperation("load", DAILY, () => value)).toBe(value);
      expect(await trackOperation("load", DAILY, async () => value)).toBe(value);
    }),
    { numRuns: 50 },
  );
});

test("the span says what the operation is and what it moved", async () => {
  await trackOperation("load_daily_kline", { ...DAILY, type: "SAVE", autoAlert: false }, (operation) => {
    operation.rows(2);
    operation.rows(3);
    operation.bytes(1_000);
    operation.attribute("mystocks.symbols", 7);
  });
  expect(sdk.span("load_daily_kline").attributes).toEqual({
    "mystocks.operation.name": "load_daily_kline",
    "mystocks.operation.type": "SAVE",
    "mystocks.classification": "DAILY_KLINE",
    "mystocks.auto_alert": false,
    "mystocks.rows": 5,
    "mystocks.bytes": 1_000,
    "mystocks.symbols": 7,
    "db.system.name": "postgresql",
    "db.namespace": "mystocks",
    "db.collection.name": "daily_kline",
  });
});

test("what is over a threshold is counted by level, from 0 on, a critical one at both", async () => {
  await trackOperation("load_fast", { ...DAILY, slowMs: 60_000 }, () => {});
  await trackOperation("load_slow", { ...DAILY, slowMs: { warning: 0, critical: 60_000 } }, () => {});
  await trackOperation("load_worst", { ...DAILY, slowMs: { warning: 0, critical: 0 } }, () => {});
  const values = Object.entries(await sdk.values("mystocks_operation_slow_total"));
  const of = (operation: string, level: string) =>
    values.find(
      ([labels]) => labels.includes(`operation=${operation}`) && labels.includes(`level=${level}`),
    )?.[1];
  expect(
    ["load_fast", "load_slow", "load_worst"].map((name) => [of(name, "warning"), of(name, "critical")]),
  ).toEqual([
    [0, 0],
    [1, 0],
    [1, 1],
  ]);
});

test("an exception is recorded, marked, counted and rethrown as it is", async () => {
  const broken = Object.assign(new Error("relation is gone"), { code: "42P01" });
  const run = trackOperation("load_ticks", DAILY, () => Promise.reject(broken));
  await expect(run).rejects.toBe(broken);
  const { status, events, attributes } = sdk.span("load_ticks");
  expect(status).toEqual({ code: SpanStatusCode.ERROR, message: "relation is gone" });
  expect(events[0]?.attributes).toMatchObject({ "exception.message": "relation is gone" });
  expect(attributes["error.type"]).toBe("42P01");
  expect(await sdk.values("mystocks_operation_errors_total")).toEqual({
    "classification=DAILY_KLINE,collection=daily_kline,database=mystocks,kind=tracked,operation=load_ticks": 1,
  });
});

test("whatever is thrown comes out as it went in", async () => {
  const thrown = fc.oneof(fc.anything({ withNullPrototype: true }), fc.constant(Object.create(null)));
  await fc.assert(
    fc.asyncProperty(thrown, async (value) => {
      const run = trackOperation("load", DAILY, () => Promise.reject(value));
      await expect(run).rejects.toBe(value);
    }),
    { numRuns: 100 },
  );
});

test("a synchronous throw, of no Error at all, rejects with that very value", async () => {
  const run = trackOperation("load", DAILY, () => {
    // eslint-disable-next-line no-throw-literal
    throw "text";
  });
  await expect(run).rejects.toBe("text");
  expect(sdk.span("load").attributes["error.type"]).toBe("_OTHER");
});

test("every operation is one point of the duration, failed or not", async () => {
  await trackOperation("load", DAILY, () => 1);
  await trackOperation("load", DAILY, () => Promise.reject(new Error("no"))).catch(() => {});
  const counts = await sdk.values("mystocks_operation_duration_seconds");
  expect(Object.values(counts)).toEqual([2]);
});

test("spans inside know the operation that encloses them, the nearest one", async () => {
  const tracer = trace.getTracer("database");
  await trackOperation("outer", DAILY, async () => {
    tracer.startSpan("query of outer").end();
    await trackOperation("inner", DAILY, async () => tracer.startSpan("query of inner").end());
    tracer.startSpan("late query of outer").end();
  });
  const parents = Object.fromEntries(
    sdk.spans().map((span) => [span.name, span.attributes["mystocks.operation.parent"]]),
  );
  expect(parents).toEqual({
    "query of outer": "outer",
    "query of inner": "inner",
    "late query of outer": "outer",
    inner: "outer",
    outer: undefined,
  });
});

test("operations that run at the same time do not mix", async () => {
  const gate = Promise.withResolvers<void>();
  const names = Array.from({ length: 50 }, (_, at) => `load_${at}`);
  const running = names.map((name) =>
    trackOperation(name, DAILY, async () => {
      await gate.promise;
      trace.getTracer("database").startSpan(`query of ${name}`).end();
    }),
  );
  gate.resolve();
  await Promise.all(running);
  for (const name of names) {
    const query = sdk.span(`query of ${name}`);
    expect(query.attributes["mystocks.operation.parent"]).toBe(name);
    expect(query.parentSpanContext?.spanId).toBe(sdk.span(name).spanContext().spanId);
  }
});

test.each([
  ["under both", { warning: 1e6, critical: 2e6 }, undefined, 0],
  ["over the warning threshold", { warning: 0, critical: 1e6 }, "warning", 1],
  ["over the critical threshold", { warning: 0, critical: 0 }, "critical", 1],
] as const)("%s: marks the span and logs accordingly", async (_case, slowMs, slow, lines) => {
  await trackOperation("load", { ...DAILY, slowMs }, () => 1);
  expect(sdk.span("load").attributes["mystocks.slow"]).toBe(slow);
  const records = sdk.logRecords();
  expect(records).toHaveLength(lines);
  for (const record of records) {
    expect(record.eventName).toBe("mystocks.slow_operation");
    expect(record.spanContext?.traceId).toBe(sdk.span("load").spanContext().traceId);
  }
});

test("a wrapped method keeps its object", async () => {
  const store = {
    symbol: "600519",
    load: tracked("load", DAILY, function (this: { symbol: string }, suffix: string) {
      return this.symbol + suffix;
    }),
  };
  expect(await store.load(".SH")).toBe("600519.SH");
});

test("a wrapped function keeps its arguments and is an operation each time", async () => {
  const add = tracked("add", DAILY, (a: number, b: number) => a + b);
  expect(await add(2, 3)).toBe(5);
  expect(await add(4, 5)).toBe(9);
  expect(sdk.spans().map(({ name }) => name)).toEqual(["add", "add"]);
});

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { metrics } from "@opentelemetry/api";
import * as fc from "fast-check";

import type { InMemorySdk } from "../test/in-memory-sdk.ts";
import { startInMemorySdk } from "../test/in-memory-sdk.ts";
import { exposition } from "./exposition.ts";

let sdk: InMemorySdk;
beforeEach(() => {
  sdk = startInMemorySdk();
});
afterEach(() => sdk.shutdown());

const text = async () => exposition(await sdk.collect());

/** Fails on what Prometheus refuses: a family twice, a series twice, a label twice, a line it can't read. */
function readStrictly(body: string): Map<string, number> {
  const series = new Map<string, number>();
  const families = new Set<string>();
  for (const line of body.trimEnd().split("\n")) {
    const type = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line);
    if (type !== null) {
      expect(families.has(type[1]!)).toBe(false);
      families.add(type[1]!);
    }
    if (line.startsWith("#")) continue;
    const parts = /^([a-zA-Z_][a-zA-Z0-9_]*)(?:\{(.*)\})? (\S+)$/.exec(line);
    expect(parts).not.toBeNull();
    const names = [...(parts?.[2] ?? "").matchAll(/(\w+)="(?:[^"\\\n]|\\["\\n])*"(?:,|$)/g)].map(
      (label) => label[1],
    );
    expect(new Set(names).size).toBe(names.length);
    const key = line.slice(0, line.lastIndexOf(" "));
    expect(series.has(key)).toBe(false);
    series.set(key, Number(parts?.[3]?.replace("+Inf", "Infinity")));
  }
  return series;
}

test("one name in two scopes is one family, its series told apart by the scope", async () => {
  metrics.getMeter("scope-a").createCounter("jobs").add(1);
  metrics.getMeter("scope-b").createCounter("jobs").add(2);
  const series = readStrictly(await text());
  expect(series.get('jobs_total{otel_scope_name="scope-a"}')).toBe(1);
  expect(series.get('jobs_total{otel_scope_name="scope-b"}')).toBe(2);
});

test("our own metrics carry no scope", async () => {
  metrics
    .getMeter("@mystocks/telemetry")
    .createCounter("mystocks_http_requests_total")
    .add(1, { method: "GET" });
  expect(readStrictly(await text()).get('mystocks_http_requests_total{method="GET"}')).toBe(1);
});

test("names that become one are added up; a gauge of a counter's name steps aside", async () => {
  const meter = metrics.getMeter("@mystocks/telemetry");
  meter.createCounter("jobs.done").add(1);
  meter.createCounter("jobs_done").add(2);
  meter.createGauge("load.time", { unit: "s" }).record(7);
  meter.createHistogram("load.time.ms", { unit: "ms" }).record(7);
  const series = readStrictly(await text());
  expect(series.get("jobs_done_total")).toBe(3);
  expect(series.get("load_time_seconds")).toBe(7);
  expect(series.get("load_time_seconds_2_count")).toBe(1);
  expect(series.get("load_time_seconds_2_sum")).toBeCloseTo(0.007);
});

test("attributes that become one label are joined", async () => {
  metrics.getMeter("@mystocks/telemetry").createCounter("jobs").add(1, { "a.b": "x", a_b: "y" });
  expect(readStrictly(await text()).get('jobs_total{a_b="x;y"}')).toBe(1);
});

test("a histogram's buckets count up to all", async () => {
  const advice = { explicitBucketBoundaries: [0.1, 1] };
  const histogram = metrics.getMeter("@mystocks/telemetry").createHistogram("wait", { unit: "s", advice });
  for (const value of [0.05, 0.5, 0.5, 5]) histogram.record(value);
  const series = readStrictly(await text());
  expect([...series].filter(([key]) => key.startsWith("wait"))).toEqual([
    ['wait_seconds_bucket{le="0.1"}', 1],
    ['wait_seconds_bucket{le="1"}', 3],
    ['wait_seconds_bucket{le="+Inf"}', 4],
    ["wait_seconds_sum", 6.05],
    ["wait_seconds_count", 4],
  ]);
});

test("whatever names, labels and values come, the text stays readable and no series comes twice", async () => {
  const attributes = fc.dictionary(fc.string({ maxLength: 6 }), fc.string({ maxLength: 6 }), { maxKeys: 4 });
  const instrument = fc.record({
    scope: fc.constantFrom("a", "b", "@mystocks/telemetry"),
    name: fc.stringMatching(/^[a-z][a-z._]{0,4}$/),
    kind: fc.constantFrom("counter", "gauge", "histogram"),
    unit: fc.constantFrom("", "s", "ms", "By"),
    attributes,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(instrument, { maxLength: 12 }), async (instruments) => {
      await sdk.shutdown();
      sdk = startInMemorySdk();
      for (const { scope, name, kind, unit, attributes: labels } of instruments) {
        const meter = metrics.getMeter(scope);
        if (kind === "counter") meter.createCounter(name, { unit }).add(1, labels);
        if (kind === "gauge") meter.createGauge(name, { unit }).record(1, labels);
        if (kind === "histogram") meter.createHistogram(name, { unit }).record(1, labels);
      }
      const series = readStrictly(await text());
      expect(series.size).toBeGreaterThan(instruments.length > 0 ? 1 : 0);
    }),
    { numRuns: 100 },
  );
});

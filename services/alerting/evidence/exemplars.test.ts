import { expect, test } from "@jest/globals";
import type { PulseEvent } from "@mystocks/events";
import { Matcher } from "@mystocks/promql";
import { Exemplars } from "./exemplars.ts";

const SECOND = 1_800_000_000;

test("failed spans come before slow ones, slow ones before quick ones, and only those of the alert's labels", () => {
  const exemplars = new Exemplars();
  exemplars.apply(pulse(SECOND, 1, "load_daily_kline", [exemplar("a", 100), exemplar("b", 7000)]));
  exemplars.apply(pulse(SECOND + 1, 1, "load_daily_kline", [exemplar("c", 50, true)]));
  exemplars.apply(pulse(SECOND + 1, 2, "load_ticks", [exemplar("d", 9000)]));
  const query = {
    labels: { alertname: "Slow", operation: "load_daily_kline" },
    selectors: [],
    sinceMs: 0,
    limit: 9,
  };
  expect(traces(exemplars.find(query))).toEqual(["c", "b", "a"]);
  expect(traces(exemplars.find({ ...query, labels: {}, limit: 2 }))).toEqual(["c", "d"]);
  expect(traces(exemplars.find({ ...query, sinceMs: (SECOND + 1) * 1000 }))).toEqual(["c"]);
});

test("an operation that the expression does not read is no evidence", () => {
  const exemplars = new Exemplars();
  exemplars.apply(pulse(SECOND, 1, "load_daily_kline", [exemplar("a", 100)]));
  const selector = (value: string) => [[new Matcher("operation", "=~", value), new Matcher("le", "=", "5")]];
  const query = { labels: {}, sinceMs: 0, limit: 9 };
  expect(exemplars.find({ ...query, selectors: selector("load_.*") })).toHaveLength(1);
  expect(exemplars.find({ ...query, selectors: selector("save_.*") })).toHaveLength(0);
});

test("what is over 15 minutes old goes", () => {
  const exemplars = new Exemplars();
  exemplars.apply(pulse(SECOND, 1, "load_daily_kline", [exemplar("a", 100)]));
  exemplars.drop((SECOND + 901) * 1000);
  expect(exemplars.find({ labels: {}, selectors: [], sinceMs: 0, limit: 9 })).toEqual([]);
});

const traces = (found: ReturnType<Exemplars["find"]>) => found.map(({ exemplar: { traceId } }) => traceId);

function exemplar(traceId: string, milliseconds: number, failed = false) {
  return { traceId, spanId: traceId, endNs: "0", durationNs: String(milliseconds * 1e6), failed };
}

function pulse(
  second: number,
  id: number,
  operation: string,
  exemplars: ReturnType<typeof exemplar>[],
): PulseEvent {
  const identity = { service: "market-data", operation, type: "", kind: "tracked" as const };
  const place = { classification: "DAILY_KLINE", databaseSystem: "postgresql", database: "", collection: "" };
  const counts = { count: 1, errors: 0, overWarning: 0, overCritical: 0, rows: 0, bytes: 0 };
  const figures = { enclosed: false, sumSeconds: 0, maxSeconds: 0, sketch: "" };
  return {
    source: "test",
    partition: 0,
    sequence: second,
    observedSecond: second,
    pulses: [{ operation: { id, ...identity, ...place }, second, ...counts, ...figures, exemplars }],
    samples: [],
    logs: [],
  };
}

import { expect, test } from "@jest/globals";
import type { PulseEvent } from "@mystocks/events";
import { evaluateInstant, Labels, Matcher, parse, type Series } from "@mystocks/promql";
import { operationRow } from "@mystocks/store/testing";
import { operationPulse } from "../testing/operation-pulse.ts";
import { LiveStore } from "./live-store.ts";

const START = 1_800_000_000;
const DURATION = "mystocks_operation_duration_seconds";

test("a counter starts at 0 the second before its first pulse, and stays what it is while nothing comes", () => {
  const store = new LiveStore(START * 1000);
  store.apply(pulse(START, [0.1, 0.2]));
  store.apply(pulse(START + 3, [0.3]));
  store.tick((START + 5) * 1000);
  const [count] = select(store, `${DURATION}_count`);
  expect(samples(count!)).toEqual([
    [START - 1, 0],
    [START, 2],
    [START + 1, 2],
    [START + 2, 2],
    [START + 3, 3],
    [START + 4, 3],
    [START + 5, 3],
  ]);
});

test("two recorders' pulses of one second add up, also when the second has passed", () => {
  const store = new LiveStore(START * 1000);
  store.apply(pulse(START, [0.1]));
  store.apply(pulse(START + 2, [0.1]));
  store.apply(pulse(START + 1, [0.1]));
  store.apply(pulse(START + 2, [9]));
  const [count] = select(store, `${DURATION}_count`);
  expect(samples(count!).map(([, value]) => value)).toEqual([0, 1, 2, 4]);
  const [histogram] = select(store, DURATION);
  expect(histogram!.histograms!.map((one) => one!.count)).toEqual([0, 1, 2, 4]);
});

test("classic buckets are there for those who read them, as far back as the histograms", () => {
  const store = new LiveStore(START * 1000);
  store.apply(pulse(START, [0.02, 3, 7]));
  const buckets = select(store, `${DURATION}_bucket`);
  store.apply(pulse(START + 1, [3]));
  expect(buckets).toHaveLength(16);
  const last = Object.fromEntries(
    select(store, `${DURATION}_bucket`).map((series) => [
      series.labels.get("le"),
      samples(series).map(([, v]) => v),
    ]),
  );
  expect(last["2"]).toEqual([0, 1, 1]);
  expect(last["5"]).toEqual([0, 2, 3]);
  expect(last["+Inf"]).toEqual([0, 3, 4]);
});

test("what an operation did in its first second is still seen when histograms get sparse", () => {
  const store = new LiveStore(START * 1000);
  // Its 0 and its first second lie in one step of the sparse ones.
  store.apply(pulse(START + 5, [5, 5]));
  store.tick((START + 240) * 1000);
  const answer = evaluateInstant(
    parse(`histogram_count(increase(${DURATION}[5m]))`),
    store,
    (START + 240) * 1000,
  );
  expect(answer.type === "vector" && answer.samples[0]!.value).toBeCloseTo(2, 1);
});

test("what an operation did in its first seconds is an increase over hours too", () => {
  const store = new LiveStore(START * 1000);
  store.retain([new Matcher("__name__", "=", `${DURATION}_count`)], 3_600_000);
  store.apply(pulse(START, [0.1, 0.2]));
  for (let second = START; second <= START + 1800; second += 10) store.tick(second * 1000);
  const [count] = select(store, `${DURATION}_count`, START);
  expect(samples(count!)[0]).toEqual([START - 1, 0]);
  const asked = parse(`increase(${DURATION}_count[20m] @ ${START + 1000})`);
  const answer = evaluateInstant(asked, store, (START + 1800) * 1000);
  expect(answer.type === "vector" && answer.samples[0]!.value).toBeCloseTo(2, 0);
});

test("what is more than a minute late is counted and judged by no rule", () => {
  const store = new LiveStore(START * 1000);
  store.apply({ ...pulse(START - 61, [0.1]), observedSecond: START });
  expect(store.stats).toEqual({ series: 0, late: 1 });
  store.apply({ ...pulse(START - 60, [0.1]), observedSecond: START });
  expect(store.stats.late).toBe(1);
  expect(select(store, `${DURATION}_count`)).toHaveLength(1);
});

test("a gauge ends after two missed intervals, and is there again with its next sample", () => {
  const store = new LiveStore(START * 1000);
  for (const second of [0, 5, 10]) store.apply(gauge(START + second, second));
  store.tick((START + 20) * 1000);
  expect(select(store, "pool_waiting")[0]!.stale).toBeUndefined();
  store.tick((START + 21) * 1000);
  expect([...select(store, "pool_waiting")[0]!.stale!]).toEqual([0, 0, 0, 1]);
  store.apply(gauge(START + 30, 7));
  expect([...select(store, "pool_waiting")[0]!.stale!]).toEqual([0, 0, 0, 1, 0]);
});

test("what nobody reads for longer goes after 15 minutes; what rules read stays, a sample a minute", () => {
  const store = new LiveStore(START * 1000);
  store.retain([new Matcher("__name__", "=", `${DURATION}_count`)], 3_600_000);
  store.apply(pulse(START, [0.1]));
  for (let second = START; second <= START + 1800; second += 10) store.tick(second * 1000);
  expect(select(store, "mystocks_operation_rows_total", START)).toHaveLength(1);
  const [count] = select(store, `${DURATION}_count`, START);
  expect(count!.times[0]! / 1000).toBeLessThan(START + 120);
  expect(count!.length).toBeGreaterThanOrEqual(30);
});

test("gauges that get another value are named before they have it", () => {
  const store = new LiveStore(START * 1000);
  expect([...store.replacedBy(gauge(START, 1))]).toEqual([]);
  store.apply(gauge(START, 1));
  expect([...store.replacedBy(gauge(START, 1))]).toEqual([]);
  expect([...store.replacedBy(gauge(START, 0))]).toEqual(["pool_waiting"]);
});

test.each([DURATION, "mystocks_operation_errors_total", "mystocks_operation_slow_total"])(
  "%s is counted from pulses alone, whatever a service counts under that name",
  (name) => {
    const of = (event: PulseEvent) => {
      const store = new LiveStore(START * 1000);
      store.apply(event);
      return select(store, name).map((series) => samples(series));
    };
    const told = {
      name,
      type: "counter",
      labels: { service: "market-data" },
      timeMs: START * 1000,
      value: 7,
    };
    const withTold = { ...pulse(START, [9]), samples: [told as PulseEvent["samples"][number]] };
    expect(of(pulse(START, [9])).length).toBeGreaterThan(0);
    expect(of(withTold)).toEqual(of(pulse(START, [9])));
  },
);

test("a store that takes the place of another goes on with what rules recorded and what is measured here", () => {
  const former = new LiveStore(START * 1000);
  const recorded = Labels.of({ __name__: "job:errors" });
  former.append(recorded, START * 1000, 1);
  former.setGauge(Labels.of({ __name__: "quality_late" }), START * 1000, 2);
  const next = new LiveStore(START * 1000);
  next.takeOver(former);
  next.append(recorded, (START + 1) * 1000, 3);
  expect(samples(select(next, "job:errors")[0]!)).toEqual([
    [START, 1],
    [START + 1, 3],
  ]);
  expect(samples(select(next, "quality_late")[0]!)).toEqual([[START, 2]]);
});

test("rules that are read again do not keep what is kept already", () => {
  const store = new LiveStore(START * 1000);
  const matchers = [new Matcher("__name__", "=", `${DURATION}_count`)];
  expect(store.retain(matchers, 600_000)).toBe(false);
  expect(store.retain(matchers, 3_600_000)).toBe(true);
  expect(store.retain([new Matcher("__name__", "=", `${DURATION}_count`)], 3_600_000)).toBe(false);
  expect(store.retain(matchers, 86_400_000)).toBe(true);
});

function pulse(second: number, seconds: number[]): PulseEvent {
  return { ...nothing(second), pulses: [operationPulse({ id: 1, ...operationRow() }, { second, seconds })] };
}

function gauge(second: number, value: number): PulseEvent {
  const sample = {
    name: "pool_waiting",
    type: "gauge",
    labels: { pool: "main" },
    timeMs: second * 1000,
    value,
  };
  return { ...nothing(second), samples: [sample as PulseEvent["samples"][number]] };
}

function nothing(second: number): PulseEvent {
  return {
    source: "test",
    partition: 0,
    sequence: 1,
    observedSecond: second,
    pulses: [],
    samples: [],
    logs: [],
  };
}

function select(store: LiveStore, name: string, fromSecond = START): readonly Series[] {
  return store.select([new Matcher("__name__", "=", name)], fromSecond * 1000, Infinity);
}

function samples(series: Series): [number, number][] {
  return Array.from({ length: series.length }, (_, i) => [series.times[i]! / 1000, series.values[i]!]);
}

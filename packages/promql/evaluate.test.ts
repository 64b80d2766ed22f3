import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { evaluateInstant, evaluateRange } from "./evaluate.ts";
import { answers } from "./fixtures/answers.ts";
import { memoryStore, seriesOf } from "./fixtures/memory-store.ts";
import { parse } from "./parse.ts";
import { PromqlError } from "./promql-error.ts";
import type { Series } from "./series-store.ts";
import { ExpressionMaker } from "./stack-test/expression-maker.ts";
import { randomSeries, SPAN_MS, START_MS } from "./stack-test/random-series.ts";
import { Random } from "./stack-test/random.ts";

function failure(text: string, series: readonly Series[], atSeconds: number): PromqlError {
  try {
    answers(text, series, atSeconds);
  } catch (error) {
    if (error instanceof PromqlError) return error;
    throw error;
  }
  throw new Error(`did not fail: ${text}`);
}

describe("what an instant selector sees", () => {
  const up = [seriesOf("up", [1, 2, undefined, undefined, 5])];

  test("the newest sample at or before the time", () => {
    expect(answers("up", up, 1)).toEqual({ up: 2 });
    expect(answers("up", up, 3.999)).toEqual({ up: 2 });
    expect(answers("up", up, 4)).toEqual({ up: 5 });
    expect(answers("up", up, -1)).toEqual({});
  });

  test("for as long as the lookback, whose far end is out in Prometheus 3 and in in 2", () => {
    expect(answers("up", up, 303.999)).toEqual({ up: 5 });
    expect(answers("up", up, 304)).toEqual({});
    expect(answers("up", up, 304, { rangeBoundary: "closed" })).toEqual({ up: 5 });
    expect(answers("up", up, 304.001, { rangeBoundary: "closed" })).toEqual({});
    expect(answers("up", up, 6, { lookbackMs: 2000 })).toEqual({});
    expect(answers("up", up, 5.999, { lookbackMs: 2000 })).toEqual({ up: 5 });
  });

  test("nothing from a staleness marker until the next sample", () => {
    const marked = [seriesOf("up", [1, "stale", undefined, 4])];
    expect(answers("up", marked, 0.999)).toEqual({ up: 1 });
    expect(answers("up", marked, 1)).toEqual({});
    expect(answers("up", marked, 2)).toEqual({});
    expect(answers("up", marked, 3)).toEqual({ up: 4 });
    expect(answers("count_over_time(up[4s])", marked, 3)).toEqual({ "{}": 2 });
  });

  test("NaN is a value", () => {
    expect(answers("up", [seriesOf("up", [NaN])], 0)).toEqual({ up: NaN });
    expect(answers("up > 0", [seriesOf("up", [NaN])], 0)).toEqual({});
  });

  test("moved by offset and @", () => {
    expect(answers("up offset 1s", up, 2)).toEqual({ up: 2 });
    expect(answers("up offset -1s", up, 3)).toEqual({ up: 5 });
    expect(answers("up @ 0", up, 100)).toEqual({ up: 1 });
    expect(answers("up @ 1 offset 1s", up, 100)).toEqual({ up: 1 });
  });
});

test("a range leaves out the sample at its far end, as Prometheus 3, or takes it in, as 2", () => {
  const up = [seriesOf("up", [1, 1, 1, 1, 1])];
  expect(answers("count_over_time(up[2s])", up, 4)).toEqual({ "{}": 2 });
  expect(answers("count_over_time(up[2s])", up, 4, { rangeBoundary: "closed" })).toEqual({ "{}": 3 });
  expect(answers("count_over_time(up[2s:1s])", up, 4)).toEqual({ "{}": 2 });
  expect(answers("count_over_time(up[2s:1s])", up, 4, { rangeBoundary: "closed" })).toEqual({ "{}": 3 });
});

describe("rate", () => {
  test("fills up to both ends of the range", () => {
    const calls = [seriesOf("calls_total", [0, 10, 20, 30, 40, 50])];
    expect(answers("increase(calls_total[4s])", calls, 5)).toEqual({ "{}": 40 });
    expect(answers("rate(calls_total[4s])", calls, 5)).toEqual({ "{}": 10 });
  });

  test("but not below zero, and half a step when samples are missing", () => {
    const young = [seriesOf("calls_total", [undefined, undefined, undefined, undefined, 1, 11, 21])];
    // From 0.1 s before the first sample the counter would be below 0; the range begins 3 s before it.
    expect(answers("increase(calls_total[5s])", young, 6)["{}"]).toBeCloseTo(21, 12);
    const high = [seriesOf("calls_total", [undefined, undefined, undefined, undefined, 1000, 1010, 1020])];
    expect(answers("increase(calls_total[5s])", high, 6)["{}"]).toBeCloseTo(25, 12);
  });

  test("adds up what was counted before each reset", () => {
    const calls = [seriesOf("calls_total", [5, 8, 2, 4, 1])];
    expect(answers("increase(calls_total[5s])", calls, 4)["{}"]).toBeCloseTo(8 * 1.25 + 0, 12);
    expect(answers("irate(calls_total[5s])", calls, 4)).toEqual({ "{}": 1 });
    expect(answers("resets(calls_total[5s])", calls, 4)).toEqual({ "{}": 2 });
  });

  test("needs two samples", () => {
    expect(answers("rate(calls_total[5s])", [seriesOf("calls_total", [5])], 4)).toEqual({});
  });

  test("remarks on what is no counter by its name", () => {
    const result = evaluateInstant(parse("rate(load[5s])"), memoryStore([seriesOf("load", [1, 2])]), 1000);
    expect(result.infos).toEqual([expect.stringContaining('"load" (1:1)')]);
    expect(result.warnings).toEqual([]);
  });
});

describe("names", () => {
  const two = [seriesOf('a{x="1"}', [1]), seriesOf('b{x="1"}', [2])];

  test("are dropped by what makes a new value, and kept by what picks one", () => {
    expect(answers("a + 0", two, 0)).toEqual({ '{x="1"}': 1 });
    expect(answers("a > bool 0", two, 0)).toEqual({ '{x="1"}': 1 });
    expect(answers("a > 0", two, 0)).toEqual({ 'a{x="1"}': 1 });
    expect(answers("last_over_time(a[1s])", two, 0)).toEqual({ 'a{x="1"}': 1 });
    expect(answers("max_over_time(a[1s])", two, 0)).toEqual({ '{x="1"}': 1 });
    expect(answers("topk(1, a)", two, 0)).toEqual({ 'a{x="1"}': 1 });
    expect(answers("a < b", two, 0)).toEqual({ 'a{x="1"}': 1 });
  });

  test.each([
    'abs({x="1"})',
    '-{x="1"}',
    'max_over_time({x="1"}[1s])',
    'label_replace({x="1"}, "__name__", "", "", "")',
    "max_over_time((a or b)[2s:1s])",
  ])("%s fails, since its elements would become alike", (text) => {
    const apart = [seriesOf('a{x="1"}', [1, "stale"]), seriesOf('b{x="1"}', [2, 2])];
    const error = failure(text, text.includes("or") ? apart : two, text.includes("or") ? 1 : 0);
    expect(error.phase).toBe("evaluation");
    expect(error.message).toBe("vector cannot contain metrics with the same labelset");
  });
});

describe("matching", () => {
  const series = [
    seriesOf('used{pool="a",db="x"}', [3]),
    seriesOf('used{pool="b",db="x"}', [4]),
    seriesOf('size{pool="a"}', [6]),
    seriesOf('size{pool="b"}', [8]),
    seriesOf('owner{db="x",team="blue"}', [1]),
  ];

  test("by all labels, by some, or without some", () => {
    expect(answers("used / size", series, 0)).toEqual({});
    expect(answers("used / on (pool) size", series, 0)).toEqual({ '{pool="a"}': 0.5, '{pool="b"}': 0.5 });
    expect(answers("used / ignoring (db) size", series, 0)).toEqual({ '{pool="a"}': 0.5, '{pool="b"}': 0.5 });
  });

  test("of many with one takes labels over", () => {
    expect(answers("used * on (db) group_left (team) owner", series, 0)).toEqual({
      '{db="x", pool="a", team="blue"}': 3,
      '{db="x", pool="b", team="blue"}': 4,
    });
    expect(answers("owner * on (db) group_right used", series, 0)).toEqual({
      '{db="x", pool="a"}': 3,
      '{db="x", pool="b"}': 4,
    });
  });

  test.each([
    ["owner * on (db) used", 'found duplicate series for the match group {db="x"} on the right hand-side'],
    ["used * on (db) owner", "many-to-one matching must be explicit (group_left/group_right)"],
    [
      "used * on (db) group_left used",
      "many-to-many matching not allowed: matching labels must be unique on one side",
    ],
    ["used * on (db) group_right size", "found duplicate series for the match group"],
  ])("%s fails", (text, message) => {
    const error = failure(text, series, 0);
    expect(error.message).toContain(message);
    expect(error.position).toMatchObject({ offset: 0, length: text.length });
  });

  test("sets", () => {
    expect(answers("used and on (pool) size > 6", series, 0)).toEqual({ 'used{db="x", pool="b"}': 4 });
    expect(answers("used unless on (pool) size > 6", series, 0)).toEqual({ 'used{db="x", pool="a"}': 3 });
    expect(answers("size or owner", series, 0)).toEqual({
      'size{pool="a"}': 6,
      'size{pool="b"}': 8,
      'owner{db="x", team="blue"}': 1,
    });
  });
});

test("absent tells the labels that the selector pins", () => {
  expect(answers('absent(up{job="api",zone=~"a|b",x="1",x!="2"})', [], 0)).toEqual({ '{job="api"}': 1 });
  expect(answers('absent_over_time(up{job="api"}[5m])', [], 0)).toEqual({ '{job="api"}': 1 });
  expect(answers("absent(sum(up))", [], 0)).toEqual({ "{}": 1 });
  expect(answers("absent(up)", [seriesOf("up", [0])], 0)).toEqual({});
});

test("@ start() and @ end() are the ends of the range query", () => {
  const up = memoryStore([seriesOf("up", [0, 1, 2, 3, 4, 5])]);
  const values = (text: string): number[] => [
    ...evaluateRange(parse(text), up, { startMs: 2000, endMs: 4000, stepMs: 1000 }).series[0]!.values,
  ];
  expect(values("up @ start()")).toEqual([2, 2, 2]);
  expect(values("sum(up @ end())")).toEqual([4, 4, 4]);
  expect(values("sum_over_time(up[2s:1s] @ end())")).toEqual([7, 7, 7]);
});

test("what reads too much is refused", () => {
  const up = [seriesOf("up", [1, 1, 1, 1, 1])];
  expect(answers("count_over_time(up[5s])", up, 4, { maxSamples: 5 })).toEqual({ "{}": 5 });
  expect(() => answers("count_over_time(up[5s])", up, 4, { maxSamples: 4 })).toThrow(
    "reads more than 4 samples",
  );
  expect(() => answers("up + up", up, 4, { maxSamples: 1 })).toThrow(PromqlError);
});

test("the store is asked once a selector, for all the times it can read", () => {
  const asked: [number, number][] = [];
  const store = {
    select: (_: unknown, fromMs: number, toMs: number) => {
      asked.push([fromMs, toMs]);
      return [];
    },
  };
  const at = { startMs: 1_000_000, endMs: 2_000_000, stepMs: 1000 };
  evaluateRange(parse("max_over_time(rate(up[1m] offset 10s)[5m:1m] offset 1m)"), store, at);
  expect(asked).toEqual([[1_000_000 - 60_000 - 300_000 - 60_000 - 10_000 + 1, 2_000_000 - 70_000]]);
});

test("a range query answers what instant queries at its steps answer", () => {
  const store = memoryStore(randomSeries(new Random(1), { forPrometheus2: false }));
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = new Random(seed);
      const text = new ExpressionMaker(random, "3")
        .expression()
        .replaceAll(/@ (?:start|end)\(\)/gu, "@ 1728003000");
      const startMs = START_MS + random.whole(0, SPAN_MS / 2);
      const stepMs = random.pick([15_000, 60_000, 17_123]);
      expect(atSteps(text, store, startMs, stepMs)).toEqual(inOneGo(text, store, startMs, stepMs));
    }),
    { numRuns: 60 },
  );
});

const STEPS = 5;
type Points = Record<string, Record<string, number>> | "fails";
type Store = ReturnType<typeof memoryStore>;

function atSteps(text: string, store: Store, startMs: number, stepMs: number): Points {
  const points: Record<string, Record<string, number>> = {};
  try {
    for (let i = 0; i < STEPS; i++) {
      const atMs = startMs + i * stepMs;
      const result = evaluateInstant(parse(text), store, atMs);
      if (result.type !== "vector") throw new Error(text);
      for (const { labels, value } of result.samples) (points[labels.key] ??= {})[atMs] = value;
    }
  } catch (error) {
    if (error instanceof PromqlError) return "fails";
    throw error;
  }
  return points;
}

function inOneGo(text: string, store: Store, startMs: number, stepMs: number): Points {
  try {
    const endMs = startMs + (STEPS - 1) * stepMs;
    const { series } = evaluateRange(parse(text), store, { startMs, endMs, stepMs });
    return Object.fromEntries(
      series.map(({ labels, times, values }) => [
        labels.key,
        Object.fromEntries([...times].map((timeMs, i) => [timeMs, values[i]!])),
      ]),
    );
  } catch (error) {
    if (error instanceof PromqlError) return "fails";
    throw error;
  }
}

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { evaluateRange, RangeEvaluation } from "./evaluate.ts";
import { memoryStore } from "./fixtures/memory-store.ts";
import { parse } from "./parse.ts";
import { PromqlError } from "./promql-error.ts";
import type { RangeResult, ResultSeries } from "./result.ts";
import { ExpressionMaker } from "./stack-test/expression-maker.ts";
import { randomSeries, SPAN_MS, START_MS } from "./stack-test/random-series.ts";
import { Random } from "./stack-test/random.ts";

const store = memoryStore(randomSeries(new Random(1), { forPrometheus2: false }));
const WINDOW = { startMs: START_MS, endMs: START_MS + SPAN_MS, stepMs: 60_000 };

test("a range query in parts answers what the whole one does", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 2, max: 9 }), (seed, parts) => {
      const expression = parse(new ExpressionMaker(new Random(seed), "3").expression());
      const whole = wholeOf(expression);
      if (whole === undefined) return;
      const range = new RangeEvaluation(expression, store, WINDOW);
      const told = Array.from({ length: parts }, (_, part) =>
        range.advance(START_MS + (SPAN_MS * (part + 1)) / parts),
      );
      expect(pointsOf(told.flat())).toEqual(pointsOf(whole.series));
      expect(range.remarks()).toEqual({ warnings: whole.warnings, infos: whole.infos });
    }),
    { numRuns: 60 },
  );
});

test("after a part that failed comes the next one", () => {
  const range = new RangeEvaluation(parse("up"), { select: () => [] }, WINDOW);
  const failing = new RangeEvaluation(
    parse("up"),
    {
      select() {
        throw new Error("away");
      },
    },
    WINDOW,
  );
  expect(() => failing.advance(START_MS + 60_000)).toThrow("away");
  expect(() => failing.advance(START_MS + 60_000)).not.toThrow();
  expect(range.advance(WINDOW.endMs)).toEqual([]);
});

function wholeOf(expression: ReturnType<typeof parse>): RangeResult | undefined {
  try {
    return evaluateRange(expression, store, WINDOW);
  } catch (error) {
    if (error instanceof PromqlError) return undefined;
    throw error;
  }
}

function pointsOf(series: readonly ResultSeries[]): Map<string, Map<number, unknown>> {
  const points = new Map<string, Map<number, unknown>>();
  for (const { labels, times, values, histograms } of series) {
    const own = points.get(labels.key) ?? new Map<number, unknown>();
    times.forEach((timeMs, at) => own.set(timeMs, histograms?.[at]?.buckets() ?? values[at]));
    points.set(labels.key, own);
  }
  return points;
}

import { expect, test } from "@jest/globals";
import { ExponentialHistogram } from "@mystocks/histogram";
import { figuresOf, fullSteps, mergeTotals, pointsOf, type Totals } from "./figures.ts";

const totals = (...seconds: number[]): Totals => {
  const histogram = new ExponentialHistogram();
  for (const one of seconds) histogram.record(one);
  const sumSeconds = seconds.reduce((a, b) => a + b, 0);
  const maxSeconds = Math.max(0, ...seconds);
  const count = seconds.length;
  return {
    count,
    errors: 1,
    overWarning: 0,
    overCritical: 0,
    rows: 2,
    bytes: 3,
    sumSeconds,
    maxSeconds,
    histogram,
  };
};

test("figures of merged rows are those of all their values", () => {
  const figures = figuresOf(mergeTotals([totals(0.1, 0.2), totals(0.3, 4)]), 20);
  expect(figures).toMatchObject({
    count: 4,
    errors: 2,
    errorRatio: 0.5,
    ratePerSecond: 0.2,
    averageMs: 1150,
  });
  expect(figures.maxMs).toBe(4000);
  expect(figures.p50Ms! / 200).toBeCloseTo(1, 2);
});

test("when nothing ran there is no latency, not one of zero", () => {
  const { averageMs, p95Ms, maxMs, errorRatio } = figuresOf(mergeTotals([]), 20);
  expect([averageMs, p95Ms, maxMs, errorRatio]).toEqual([null, null, null, 0]);
});

test("every step of a grid has a point, the one that still runs has none", () => {
  const from = new Date("2026-11-24T09:00:00Z");
  const to = new Date("2026-11-24T09:00:40Z");
  const row = { ...totals(1), operationId: null, time: new Date("2026-11-24T09:00:10Z") };
  const grid = fullSteps({ from, to, stepSeconds: 10, rows: [] }, 10, new Date("2026-11-24T09:00:35Z"));
  expect(pointsOf(grid, [row]).map(({ time, count, p95Ms }) => [time.slice(14, 19), count, p95Ms])).toEqual([
    ["00:00", 0, null],
    ["00:10", 1, 1000],
    ["00:20", 0, null],
  ]);
  expect(fullSteps({ from, to, stepSeconds: 10, rows: [] }, 10, to).steps).toBe(4);
});

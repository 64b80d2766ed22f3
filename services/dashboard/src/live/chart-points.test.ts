import { expect, test } from "@jest/globals";
import type { Point } from "@mystocks/api";
import type { SecondPoint } from "@mystocks/realtime";
import { addSince, joinPoints } from "./chart-points.ts";

const quantiles = { maxMs: 9, p50Ms: 1, p95Ms: 2, p99Ms: 3 };
const second = (at: number, count: number): SecondPoint => ({
  ...quantiles,
  second: at,
  count,
  errors: 1,
  overWarning: 2,
  overCritical: 0,
});

test("live seconds begin where the last step of the window ends", () => {
  const stored: Point[] = [0, 10].map((at) => ({
    ...quantiles,
    time: new Date(at * 1000).toISOString(),
    count: 50,
    errors: 0,
    overWarning: 0,
    overCritical: 0,
  }));
  const joined = joinPoints(stored, 10, [second(15, 5), second(20, 7), second(21, 8)]);
  expect(joined.map((point) => [point.second, point.ratePerSecond])).toEqual([
    [0, 5],
    [10, 5],
    [20, 7],
    [21, 8],
  ]);
});

test("no second is counted twice: those of the window are in its counts", () => {
  const window = { count: 100, errors: 0, overWarning: 0, overCritical: 0 };
  expect(addSince(window, 20_000, [second(19, 5), second(20, 7)])).toEqual({
    count: 107,
    errors: 1,
    overWarning: 2,
    overCritical: 0,
  });
});

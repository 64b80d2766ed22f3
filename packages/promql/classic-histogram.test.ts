import { expect, test } from "@jest/globals";
import { classicFraction, classicQuantile, type ClassicBuckets } from "./classic-histogram.ts";

const buckets = [
  { upper: 1, count: 10 },
  { upper: 2, count: 30 },
  { upper: Infinity, count: 40 },
];

test.each([
  [0.125, 0.5],
  [0.25, 1],
  [0.5, 1.5],
  [0.75, 2],
  [0.99, 2],
  [-0.1, -Infinity],
  [1.1, Infinity],
  [NaN, NaN],
])("the quantile %d is %d", (q, value) => {
  expect(classicQuantile(q, inColumns(buckets)).value).toBe(value);
});

test("without a last bucket that takes everything there is no answer", () => {
  expect(classicQuantile(0.5, inColumns(buckets.slice(0, 2))).value).toBeNaN();
  expect(classicFraction(0, 1, inColumns(buckets.slice(0, 2)))).toBeNaN();
});

test("a count that falls is raised, and told; a difference of rounding is not", () => {
  const fallen = [
    { upper: 1, count: 10 },
    { upper: 2, count: 5 },
    { upper: Infinity, count: 10 },
  ];
  expect(classicQuantile(0.5, inColumns(fallen))).toEqual({ value: 0.5, forced: true });
  const rounded = [
    { upper: 1, count: 10 },
    { upper: 2, count: 10 - 1e-13 },
    { upper: Infinity, count: 10 },
  ];
  expect(classicQuantile(0.5, inColumns(rounded))).toEqual({ value: 0.5, forced: false });
});

test.each([
  [-Infinity, Infinity, 1],
  [0, 1, 0.25],
  [0.5, 1.5, 0.375],
  [2, Infinity, 0.25],
  [1, 1, 0],
])("between %d and %d lie %d of all", (lower, upper, share) => {
  expect(classicFraction(lower, upper, inColumns(buckets))).toBe(share);
});

function inColumns(some: readonly { upper: number; count: number }[]): ClassicBuckets {
  return { uppers: some.map(({ upper }) => upper), counts: Float64Array.from(some, ({ count }) => count) };
}

import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { fromExplicitBounds } from "./explicit-bounds.ts";
import type { ExplicitBoundsPoint } from "./explicit-bounds.ts";

test("a quantile is the linear interpolation of its bucket, within 0.55 %", () => {
  const point = { bounds: [100, 200, 400], bucketCounts: [0, 5000, 5000, 0] };
  const { histogram, rebucketed } = fromExplicitBounds(point, "ms");
  expect(rebucketed).toBe(true);
  for (const [q, exact] of [
    [0.25, 0.15],
    [0.5, 0.2],
    [0.75, 0.3],
    [0.95, 0.38],
  ] as const) {
    expect(Math.abs(histogram.quantile(q)! - exact) / exact).toBeLessThanOrEqual(0.0056);
  }
});

test("whatever the buckets, each source bucket keeps its count", () => {
  const points = fc
    .uniqueArray(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 16 })
    .chain((bounds) =>
      fc.record({
        bounds: fc.constant(bounds.toSorted((a, b) => a - b)),
        bucketCounts: fc.array(fc.nat({ max: 100_000 }), {
          minLength: bounds.length + 1,
          maxLength: bounds.length + 1,
        }),
      }),
    );
  fc.assert(
    fc.property(points, ({ bounds, bucketCounts }) => {
      const { histogram } = fromExplicitBounds({ bounds, bucketCounts }, "ms");
      let above = bucketCounts.reduce((sum, count) => sum + count, 0);
      expect(histogram.count).toBe(above);
      // Values of a bucket may share ours with the bound, so look one bucket to either side.
      for (const [i, bound] of bounds.entries()) {
        above -= bucketCounts[i]!;
        expect(histogram.countAbove((bound / 1e3) * 1.011)).toBeLessThanOrEqual(above);
        expect(histogram.countAbove(bound / 1e3 / 1.011)).toBeGreaterThanOrEqual(above);
      }
    }),
  );
});

test("values above the last bound reach up to the maximum, or just above the bound without one", () => {
  const point = { bounds: [1, 10], bucketCounts: [0, 0, 100] };
  const bounded = fromExplicitBounds({ ...point, max: 20 }, "s").histogram;
  expect(bounded.quantile(0.5)).toBeCloseTo(15, 0);
  expect(bounded.max).toBe(20);
  const open = fromExplicitBounds(point, "s").histogram;
  expect(open.countAbove(10 / 1.011)).toBe(100);
  expect(open.quantile(0.99)).toBeLessThan(10 * 1.03);
});

test("a single value is found at its exact minimum and maximum", () => {
  const { histogram } = fromExplicitBounds(
    { bounds: [5, 10, 25], bucketCounts: [0, 1, 0, 0], sum: 7, min: 7, max: 7 },
    "ms",
  );
  expect([histogram.quantile(0.5), histogram.sum]).toEqual([0.007, 0.007]);
});

test("a first bucket that ends at 0 holds zeros", () => {
  const { histogram } = fromExplicitBounds({ bounds: [0, 5], bucketCounts: [3, 1, 0] }, "ms");
  expect(histogram.zeroCount).toBe(3);
  expect(histogram.count).toBe(4);
});

test("a point without buckets is empty", () => {
  expect(fromExplicitBounds({ bounds: [], bucketCounts: [] }, "s").histogram.count).toBe(0);
});

test.each<[string, ExplicitBoundsPoint]>([
  ["bounds that fall", { bounds: [2, 1], bucketCounts: [0, 0, 0] }],
  ["an infinite bound", { bounds: [1, Infinity], bucketCounts: [0, 0, 0] }],
  ["a count too few", { bounds: [1, 2], bucketCounts: [1, 1] }],
  ["negative values", { bounds: [-5, 5], bucketCounts: [1, 0, 0] }],
  ["half a value", { bounds: [5], bucketCounts: [0.5, 0] }],
])("%s is refused", (_, point) => {
  expect(() => fromExplicitBounds(point, "ms")).toThrow(RangeError);
});

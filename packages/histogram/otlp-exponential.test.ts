import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { histogramOf } from "./test/arbitraries.ts";
import { bucketIndex } from "./buckets.ts";
import type { ExponentialHistogram } from "./exponential-histogram.ts";
import { fromOtlpExponential } from "./otlp-exponential.ts";
import type { OtlpExponentialPoint } from "./otlp-exponential.ts";
import type { TimeUnit } from "./totals.ts";

/** What an SDK would send of these values at a scale, by the definition of the data model. */
function otlpPoint(
  values: readonly number[],
  scale: number,
  indexOf = indexByLogarithm,
): OtlpExponentialPoint {
  const indices = values.filter((value) => value > 0).map((value) => indexOf(value, scale));
  const offset = indices.length > 0 ? Math.min(...indices) : 0;
  const length = indices.length > 0 ? Math.max(...indices) - offset + 1 : 0;
  const bucketCounts = Array.from({ length }, () => 0);
  for (const index of indices) bucketCounts[index - offset]!++;
  return { scale, zeroCount: values.length - indices.length, positive: { offset, bucketCounts } };
}

function indexByLogarithm(value: number, scale: number): number {
  return Math.ceil(Math.log2(value) * 2 ** scale) - 1;
}

/** Exact at the bounds of scale 6, where the logarithm rounds to the wrong side. */
function indexInsideOwnBucket(value: number, scale: number): number {
  const ratio = 2 ** (scale - 6);
  const first = bucketIndex(value) * ratio;
  return Math.min(Math.max(indexByLogarithm(value, scale), first), first + ratio - 1);
}

function total(histogram: ExponentialHistogram): number {
  return [...histogram.buckets()].reduce((sum, { count }) => sum + count, 0);
}

const latencies = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 0.9, noNaN: true })), {
  minLength: 1,
  maxLength: 50,
});

test("scale 6 to 10 in seconds gives the buckets of recording the values", () => {
  fc.assert(
    fc.property(latencies, fc.integer({ min: 6, max: 10 }), (values, scale) => {
      const point = otlpPoint(values, scale, indexInsideOwnBucket);
      const { histogram, rebucketed } = fromOtlpExponential(point, "s");
      const direct = histogramOf(...values);
      expect(rebucketed).toBe(false);
      expect([...histogram.buckets()]).toEqual([...direct.buckets()]);
      expect(histogram.zeroCount).toBe(direct.zeroCount);
    }),
  );
});

test("sum, minimum and maximum that are sent make it equal to recording, to the byte", () => {
  fc.assert(
    fc.property(latencies, (values) => {
      const direct = histogramOf(...values);
      const { sum, min, max } = direct;
      const point = { ...otlpPoint(values, 8, indexInsideOwnBucket), sum, min, max };
      expect(fromOtlpExponential(point, "s").histogram.encode()).toEqual(direct.encode());
    }),
  );
});

test("scale 20 is merged by index shift, negative indices too", () => {
  const point = { scale: 20, zeroCount: 0, positive: { offset: -16_385, bucketCounts: [1, 1, 0, 1] } };
  const { histogram } = fromOtlpExponential(point, "s");
  const indices = [...histogram.buckets()].map(({ upper, count }) => [bucketIndex(upper), count]);
  expect(indices).toEqual([
    [-2, 1],
    [-1, 2],
  ]);
});

test.each<[scale: number, unit: TimeUnit, perSecond: number]>([
  [6, "ms", 1e3],
  [20, "ns", 1e9],
  [3, "us", 1e6],
  [3, "s", 1],
  [0, "ms", 1e3],
])("scale %d in %s is flagged and keeps count, extremes and the source's error", (scale, unit, perSecond) => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.001, max: 0.002, noNaN: true }), { minLength: 1 }), (seconds) => {
      const scaled = seconds.map((value) => value * perSecond);
      const min = Math.min(...scaled);
      const max = Math.max(...scaled);
      const narrow = scale > 10 ? 10 : scale;
      const { histogram, rebucketed } = fromOtlpExponential({ ...otlpPoint(scaled, narrow), min, max }, unit);
      expect(rebucketed).toBe(true);
      expect(total(histogram)).toBe(seconds.length);
      expect(histogram.min).toBe(min / perSecond);
      expect(histogram.max).toBe(max / perSecond);
      const exact = seconds.toSorted((a, b) => a - b)[Math.ceil(seconds.length / 2) - 1]!;
      const width = 2 ** (2 ** -narrow);
      expect(histogram.quantile(0.5)! / exact).toBeLessThanOrEqual(width * 1.0055);
      expect(histogram.quantile(0.5)! / exact).toBeGreaterThanOrEqual(1 / width / 1.0055);
    }),
  );
});

test("a sum in milliseconds becomes seconds; one that is missing is estimated within 0.55 %", () => {
  const point = { scale: 6, zeroCount: 0, positive: { offset: bucketIndex(250), bucketCounts: [4] } };
  expect(fromOtlpExponential({ ...point, sum: 1000 }, "ms").histogram.sum).toBe(1);
  const estimated = fromOtlpExponential(
    { ...point, positive: { offset: bucketIndex(0.25), bucketCounts: [4] } },
    "s",
  );
  expect(Math.abs(estimated.histogram.sum - 1)).toBeLessThanOrEqual(0.0055);
});

test("a point without values is empty", () => {
  const point = { scale: 6, zeroCount: 0, positive: { offset: 0, bucketCounts: [] }, sum: 0 };
  expect(fromOtlpExponential(point, "s").histogram.count).toBe(0);
});

const point: OtlpExponentialPoint = { scale: 6, zeroCount: 0, positive: { offset: 0, bucketCounts: [1] } };
test.each<[string, OtlpExponentialPoint]>([
  ["scale 21", { ...point, scale: 21 }],
  ["scale 1.5", { ...point, scale: 1.5 }],
  ["a negative count", { ...point, positive: { offset: 0, bucketCounts: [-1] } }],
  ["half a value", { ...point, positive: { offset: 0, bucketCounts: [0.5] } }],
  ["a negative zero count", { ...point, zeroCount: -1 }],
  ["an index beyond any duration", { ...point, positive: { offset: 2 ** 31, bucketCounts: [1] } }],
  [
    "a coarse index beyond any duration",
    { ...point, scale: 0, positive: { offset: 2 ** 31, bucketCounts: [1] } },
  ],
  ["a negative sum", { ...point, sum: -1 }],
  ["a minimum that is NaN", { ...point, min: NaN }],
  ["a minimum above the maximum", { ...point, min: 2, max: 1 }],
])("%s is refused", (_, refused) => {
  expect(() => fromOtlpExponential(refused, "s")).toThrow(RangeError);
});

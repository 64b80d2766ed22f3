import { describe, expect, test } from "@jest/globals";
import { ExponentialHistogram } from "@mystocks/histogram";
import fc from "fast-check";
import { answers } from "./fixtures/answers.ts";
import { seriesOf } from "./fixtures/memory-store.ts";
import { FloatHistogram } from "./float-histogram.ts";
import { histogramFraction, histogramQuantile } from "./histogram-functions.ts";

const durations = fc.array(fc.oneof(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), fc.constant(0)), {
  minLength: 1,
  maxLength: 60,
});

function recorded(values: readonly number[]): ExponentialHistogram {
  const histogram = new ExponentialHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

function floatOf(values: readonly number[]): FloatHistogram {
  return FloatHistogram.fromExponential(recorded(values));
}

test("has the buckets of the histogram that it came from", () => {
  fc.assert(
    fc.property(durations, (values) => {
      const source = recorded(values);
      const own = floatOf(values).buckets();
      const theirs = [...source.buckets()];
      expect(own.map(({ count }) => count)).toEqual(theirs.map(({ count }) => count));
      for (const [i, { upper }] of own.entries())
        expect(upper / (theirs[i]!.upper || 1)).toBeCloseTo(upper === 0 ? 0 : 1, 12);
    }),
  );
});

test("a quantile lies in the bucket of that rank, so within 1.1 % of the value", () => {
  fc.assert(
    fc.property(durations, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (values, q) => {
      const sorted = values.toSorted((a, b) => a - b);
      const rank = q * values.length;
      // At a whole rank the quantile is the edge between two values.
      const near = [
        sorted[Math.max(0, Math.ceil(rank - 1e-9) - 1)]!,
        sorted[Math.min(values.length - 1, Math.floor(rank + 1e-9))]!,
      ];
      const found = histogramQuantile(q, floatOf(values));
      expect(found).toBeGreaterThanOrEqual(Math.min(...near) * 0.989);
      expect(found).toBeLessThanOrEqual(Math.max(...near) * 1.011);
    }),
  );
});

test("the share below a quantile is that quantile", () => {
  fc.assert(
    fc.property(durations, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (values, q) => {
      const histogram = floatOf(values.filter((value) => value > 0).concat(1));
      const share = histogramFraction(-Infinity, histogramQuantile(q, histogram), histogram);
      expect(share).toBeCloseTo(q, 6);
    }),
  );
});

test("what is added can be taken away again", () => {
  fc.assert(
    fc.property(durations, durations, (a, b) => {
      const left = floatOf(a);
      const right = floatOf(b);
      const back = left.plus(right).minus(right);
      expect(back.count).toBe(left.count);
      expect(back.buckets()).toEqual(left.buckets());
      expect(left.plus(right).buckets()).toEqual(floatOf([...a, ...b]).buckets());
    }),
  );
});

test("a running total is never taken for reset, and always when it lost something", () => {
  fc.assert(
    fc.property(durations, durations, (before, more) => {
      const earlier = floatOf(before);
      const later = floatOf([...before, ...more]);
      expect(later.isResetSince(earlier)).toBe(false);
      expect(earlier.isResetSince(later)).toBe(true);
      expect(floatOf(more).isResetSince(earlier)).toBe(
        floatOf(more).plus(earlier).count === 0 || lacks(more, before),
      );
    }),
  );
});

function lacks(now: readonly number[], before: readonly number[]): boolean {
  const counts = (values: readonly number[]): Map<number, number> =>
    new Map(
      floatOf(values)
        .buckets()
        .map(({ upper, count }) => [upper, count]),
    );
  const own = counts(now);
  return (
    now.length < before.length || [...counts(before)].some(([upper, count]) => (own.get(upper) ?? 0) < count)
  );
}

test("coarser, it has as many in fewer buckets", () => {
  fc.assert(
    fc.property(durations, fc.integer({ min: -4, max: 6 }), (values, schema) => {
      const coarse = floatOf(values).toSchema(schema);
      expect(coarse.buckets().reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
      for (const value of values) {
        if (value === 0) continue;
        expect(
          coarse
            .buckets()
            .some(({ lower, upper }) => value > lower * 0.9999999 && value <= upper * 1.0000001),
        ).toBe(true);
      }
    }),
  );
});

describe("in PromQL", () => {
  const total = new ExponentialHistogram();
  const samples = [[0.1], [0.2, 0.4], [], [0.8, 0.8], [0.1, 3]].map((values) => {
    for (const value of values) total.record(value);
    return total.clone();
  });
  const series = [seriesOf('latency{db="x"}', samples), seriesOf('latency{db="y"}', samples)];

  test("rate, sum, count and average agree with the same of numbers", () => {
    expect(answers("histogram_count(increase(latency[4s]))", series, 4)['{db="x"}']).toBeCloseTo(
      (4 * 4) / 3,
      9,
    );
    expect(answers("histogram_count(sum(latency))", series, 4)).toEqual({ "{}": 14 });
    expect(answers("histogram_sum(sum(latency)) / histogram_count(sum(latency))", series, 4)).toEqual(
      answers("max(histogram_avg(latency))", series, 4),
    );
  });

  test("a quantile of a merged rate is one of all values of the window", () => {
    const found = answers("histogram_quantile(0.5, sum(rate(latency[4s])))", series, 4)["{}"]!;
    expect(found).toBeGreaterThan(0.79);
    expect(found).toBeLessThan(0.81);
  });

  test("a reset is seen in a bucket even when the count goes on rising", () => {
    const before = recorded([5, 5]);
    const after = recorded([0.1, 0.1, 0.1]);
    const reset = [seriesOf("latency", [before, after])];
    expect(answers("resets(latency[5s])", reset, 1)).toEqual({ "{}": 1 });
    expect(answers("histogram_count(increase(latency[5s]))", reset, 1)["{}"]).toBeGreaterThanOrEqual(3);
  });

  test("numbers and histograms do not mix", () => {
    const mixed = [seriesOf('m{a="1"}', [1, 2]), seriesOf('m{a="2"}', [samples[0], samples[1]])];
    expect(answers("sum(m)", mixed, 1)).toEqual({});
    expect(answers("max(m)", mixed, 1)).toEqual({ "{}": 2 });
    expect(answers("count(m)", mixed, 1)).toEqual({ "{}": 2 });
    expect(answers("m > 0", mixed, 1)).toEqual({ 'm{a="1"}': 2 });
  });
});

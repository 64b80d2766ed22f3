import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { durations, histogramOf, histograms } from "./test/arbitraries.ts";
import { addEncodedCountsBefore } from "./encoded-counts.ts";
import { ExponentialHistogram, firstBucketAbove } from "./exponential-histogram.ts";

const shares = [0, 0.001, 0.07, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

/** The definition, on the values themselves. */
function nearestRank(sorted: readonly number[], q: number): number {
  return sorted[Math.max(1, Math.ceil(q * sorted.length - 1e-9)) - 1]!;
}

describe("merging", () => {
  test("gives the same bytes in any order", () => {
    fc.assert(
      fc.property(histograms, histograms, (a, b) => {
        const ab = a.clone().merge(b);
        const ba = b.clone().merge(a);
        expect(ab.encode()).toEqual(ba.encode());
        expect(ab.sum).toBe(ba.sum);
      }),
    );
  });

  test("gives the same bytes in any grouping", () => {
    fc.assert(
      fc.property(histograms, histograms, histograms, (a, b, c) => {
        const left = a.clone().merge(b).merge(c);
        const right = a.clone().merge(b.clone().merge(c));
        expect(left.encode()).toEqual(right.encode());
        expect(left.sum).toBe(right.sum);
      }),
    );
  });

  test("equals recording all values into one, in whatever shards they came", () => {
    fc.assert(
      fc.property(fc.array(durations), fc.integer({ min: 1, max: 7 }), (values, shardCount) => {
        const shards = Array.from({ length: shardCount }, () => new ExponentialHistogram());
        for (const [i, value] of values.entries()) shards[i % shardCount]!.record(value);
        const merged = shards.reduce((all, shard) => all.merge(shard), new ExponentialHistogram());
        expect(merged.encode()).toEqual(histogramOf(...values).encode());
      }),
    );
  });

  test("leaves the other as it was, and takes itself", () => {
    const a = histogramOf(1, 2);
    const b = histogramOf(3);
    a.merge(b);
    b.record(4);
    expect(a.count).toBe(3);
    expect(a.merge(a).encode()).toEqual(histogramOf([1, 2], [2, 2], [3, 2]).encode());
  });

  test("refuses more than 2^53 - 1 values and changes nothing", () => {
    const a = histogramOf([0, Number.MAX_SAFE_INTEGER]);
    const before = a.encode();
    expect(() => a.merge(histogramOf(1))).toThrow(RangeError);
    expect(() => a.record(1)).toThrow(RangeError);
    expect(() => a.mergeEncoded(histogramOf(1).encode())).toThrow(RangeError);
    expect(a.encode()).toEqual(before);
  });
});

describe("subtracting", () => {
  test("what was merged gives back counts, sum and buckets, and true bounds of the extremes", () => {
    fc.assert(
      fc.property(histograms, histograms, (original, merged) => {
        const result = original.clone().merge(merged).subtract(merged);
        expect([...result.buckets()]).toEqual([...original.buckets()]);
        expect(result.sum).toBe(original.sum);
        expect(result.count).toBe(original.count);
        expect(result.zeroCount).toBe(original.zeroCount);
        if (original.count === 0) return;
        expect(result.min).toBeLessThanOrEqual(original.min);
        expect(result.max).toBeGreaterThanOrEqual(original.max);
        const values = [...original.buckets()];
        expect(result.min).toBeGreaterThanOrEqual(values[0]!.lower);
        expect(result.max).toBeLessThanOrEqual(values.at(-1)!.upper);
      }),
    );
  });

  test("itself leaves it empty, as new", () => {
    const histogram = histogramOf(0, 1, 2);
    expect(histogram.subtract(histogram).encode()).toEqual(new ExponentialHistogram().encode());
  });

  test.each([
    ["a value it lacks", histogramOf(1), histogramOf(5)],
    ["more of a value than it has", histogramOf(1, 9), histogramOf(1, 1)],
    ["more zeros than it has", histogramOf(1, 0), histogramOf([0, 2])],
    ["a larger sum in the same bucket", histogramOf(1.001), histogramOf(1.002)],
  ])("%s is refused and changes nothing", (_, histogram, other) => {
    const before = histogram.encode();
    expect(() => histogram.subtract(other)).toThrow(RangeError);
    expect(histogram.encode()).toEqual(before);
  });
});

describe("quantiles", () => {
  test("are within 0.55 % of the nearest rank of the sorted values", () => {
    const values = fc.array(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(values, (list) => {
        const histogram = histogramOf(...list);
        const sorted = list.toSorted((a, b) => a - b);
        for (const q of shares) {
          const exact = nearestRank(sorted, q);
          expect(Math.abs(histogram.quantile(q)! - exact) / exact).toBeLessThanOrEqual(0.0055);
        }
      }),
    );
  });

  test("rise with q and stay within the extremes", () => {
    fc.assert(
      fc.property(histograms, (histogram) => {
        if (histogram.count === 0) return;
        const found = shares.map((q) => histogram.quantile(q)!);
        expect(found).toEqual(found.toSorted((a, b) => a - b));
        expect(found[0]).toBe(histogram.min);
        expect(found.at(-1)).toBe(histogram.max);
      }),
    );
  });

  test("of a constant are the constant itself", () => {
    const histogram = histogramOf([0.0123, 1000]);
    expect(shares.map((q) => histogram.quantile(q))).toEqual(shares.map(() => 0.0123));
  });

  test("count zeros as values", () => {
    const histogram = histogramOf([0, 60], [1, 40]);
    expect(histogram.quantile(0.6)).toBe(0);
    expect(histogram.quantile(0.61)).toBeGreaterThan(0.994);
  });

  test("take the rank that q means where q × count is a rounding error too large", () => {
    expect(0.07 * 100).toBeGreaterThan(7);
    expect(histogramOf([0, 7], [1, 93]).quantile(0.07)).toBe(0);
  });

  test("of nothing are undefined; q outside 0 to 1 is refused", () => {
    expect(new ExponentialHistogram().quantile(0.5)).toBeUndefined();
    for (const q of [-0.1, 1.1, NaN, 95]) expect(() => histogramOf(1).quantile(q)).toThrow(RangeError);
  });
});

describe("countAbove", () => {
  test("is exact for all values but those in the threshold's own bucket", () => {
    fc.assert(
      fc.property(fc.array(durations), durations, (values, threshold) => {
        const above = histogramOf(...values).countAbove(threshold);
        expect(above).toBeGreaterThanOrEqual(values.filter((value) => value > threshold * 1.0109).length);
        expect(above).toBeLessThanOrEqual(values.filter((value) => value > threshold / 1.0109).length);
      }),
      { examples: [[[1, 2, 3], 2]] },
    );
  });

  test.each([
    [-1, 5],
    [0, 3],
    [0.5, 3],
    [2, 1],
    [4, 0],
    [Infinity, 0],
  ])("of %d in 0, 0, 1, 2, 4 is %d", (threshold, above) => {
    expect(histogramOf(0, 0, 1, 2, 4).countAbove(threshold)).toBe(above);
  });

  test("of several bounds at once is that of each", () => {
    fc.assert(
      fc.property(fc.array(durations), fc.array(durations), (values, thresholds) => {
        const histogram = histogramOf(...values);
        const rising = [-1, 0, ...thresholds.sort((a, b) => a - b), Infinity];
        expect(histogram.countsAbove(rising)).toEqual(rising.map((bound) => histogram.countAbove(bound)));
      }),
    );
  });

  test("of NaN is refused", () => {
    expect(() => histogramOf(1).countAbove(NaN)).toThrow(RangeError);
  });
});

describe("countsBefore", () => {
  const bounds = fc
    .array(durations.filter((seconds) => seconds > 0))
    .map((some) => some.sort((a, b) => a - b));

  test("of a total is the sum of its parts', so that what a running total tells never falls", () => {
    fc.assert(
      fc.property(histograms, histograms, bounds, (a, b, rising) => {
        const firsts = rising.map(firstBucketAbove);
        const [ofA, ofB] = [a.countsBefore(firsts), b.countsBefore(firsts)];
        expect(a.clone().merge(b).countsBefore(firsts)).toEqual(ofA.map((count, at) => count + ofB[at]!));
      }),
    );
  });

  test("of a value's own bucket is none or all, wherever the largest value lies", () => {
    const firsts = [firstBucketAbove(0.1)];
    const below = histogramOf(0.0999);
    expect(below.clone().merge(histogramOf(5)).countsBefore(firsts)).toEqual(below.countsBefore(firsts));
  });

  test("is the same of the encoded one", () => {
    fc.assert(
      fc.property(histograms, bounds, (histogram, rising) => {
        const firsts = rising.map(firstBucketAbove);
        const sums = new Float64Array(firsts.length).fill(3);
        expect(addEncodedCountsBefore(sums, firsts, histogram.encode())).toBe(histogram.count);
        expect([...sums]).toEqual(histogram.countsBefore(firsts).map((count) => count + 3));
      }),
    );
  });

  test("is exact but for the values in a bound's own bucket", () => {
    fc.assert(
      fc.property(fc.array(durations), durations, (values, bound) => {
        fc.pre(bound > 0);
        const [before] = histogramOf(...values).countsBefore([firstBucketAbove(bound)]);
        expect(before).toBeGreaterThanOrEqual(values.filter((value) => value < bound / 1.0109).length);
        expect(before).toBeLessThanOrEqual(values.filter((value) => value < bound * 1.0109).length);
      }),
    );
  });
});

describe("recording", () => {
  test.each([NaN, -1, -Number.MIN_VALUE, Infinity, 2 ** 53])(
    "refuses %d seconds and changes nothing",
    (seconds) => {
      const histogram = histogramOf(1);
      expect(() => histogram.record(seconds)).toThrow(RangeError);
      expect(histogram.encode()).toEqual(histogramOf(1).encode());
    },
  );

  test.each([NaN, -1, 0.5, Infinity, 2 ** 53, -1n, 10n ** 26n])(
    "refuses %p nanoseconds and changes nothing",
    (ns) => {
      const histogram = histogramOf(1);
      expect(() => histogram.recordNanoseconds(ns)).toThrow(RangeError);
      expect(histogram.encode()).toEqual(histogramOf(1).encode());
    },
  );

  test.each([NaN, -1, 0.5, Infinity])("refuses %d times", (times) => {
    expect(() => new ExponentialHistogram().record(1, times)).toThrow(RangeError);
  });

  test("zero times is nothing", () => {
    expect(histogramOf([5, 0]).count).toBe(0);
  });

  test("n times equals n records", () => {
    fc.assert(
      fc.property(durations, fc.integer({ min: 1, max: 50 }), (seconds, times) => {
        const single = histogramOf(...Array.from({ length: times }, () => seconds));
        expect(histogramOf([seconds, times]).encode()).toEqual(single.encode());
      }),
    );
  });

  test("nanoseconds, as number or bigint, equals recording their seconds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 51 }), (ns) => {
        const asNumber = new ExponentialHistogram();
        const asBigint = new ExponentialHistogram();
        asNumber.recordNanoseconds(ns);
        asBigint.recordNanoseconds(BigInt(ns));
        expect(asNumber.encode()).toEqual(asBigint.encode());
        expect([...asNumber.buckets()]).toEqual([...histogramOf(ns / 1e9).buckets()]);
      }),
    );
  });

  test("sums nanoseconds exactly where doubles would not", () => {
    const histogram = new ExponentialHistogram();
    histogram.recordNanoseconds(18_446_744_073_709_551_615n);
    for (let i = 0; i < 10; i++) histogram.recordNanoseconds(100_000_000);
    const rest = new ExponentialHistogram();
    rest.recordNanoseconds(18_446_744_073_709_551_615n);
    expect(histogram.subtract(rest).sum).toBe(1);
  });

  test("takes a sum's exact product past 2^53 ns", () => {
    expect(histogramOf([0.999_999_999, 1_000_000_000]).sum).toBe(999_999_999);
  });
});

test("buckets are sorted, disjoint, non-empty, hold every value and add up to count", () => {
  fc.assert(
    fc.property(fc.array(durations), (values) => {
      const histogram = histogramOf(...values);
      const buckets = [...histogram.buckets()];
      for (const [i, { lower, upper, count }] of buckets.entries()) {
        const held = values.filter((value) => (upper === 0 ? value === 0 : value > lower && value <= upper));
        expect(held).toHaveLength(count);
        expect(count).toBeGreaterThan(0);
        expect(lower).toBeGreaterThanOrEqual(buckets[i - 1]?.upper ?? 0);
      }
      expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(histogram.count);
    }),
  );
});

test("an empty histogram has no extremes, and a clone is its own", () => {
  const empty = new ExponentialHistogram();
  expect([empty.count, empty.sum, empty.min, empty.max]).toEqual([0, 0, NaN, NaN]);
  const clone = empty.clone();
  clone.record(1);
  expect([empty.count, clone.count]).toEqual([0, 1]);
});

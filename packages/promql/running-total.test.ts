import { expect, test } from "@jest/globals";
import { array, assert, constantFrom, double, integer, property, record } from "fast-check";
import { FloatHistogram } from "./float-histogram.ts";
import { HistogramTotal } from "./histogram-total.ts";
import { bucketOfRank } from "./value-buckets.ts";
import { kahanAdd, type Kahan } from "./kahan.ts";

const shape = record({
  schema: constantFrom(6, 6, 6, 3),
  offset: integer({ min: -300, max: 300 }),
  counts: array(double({ min: -1e12, max: 1e12, noNaN: true }), { maxLength: 40 }),
  zeroCount: integer({ min: 0, max: 9 }),
});

test("a total that grows in place is the sum, bucket by bucket, with what rounding loses", () => {
  assert(
    property(array(shape, { minLength: 1, maxLength: 20 }), (shapes) => {
      const total = new HistogramTotal();
      for (const one of shapes) total.add(histogramOf(one));
      const schema = Math.min(...shapes.map((one) => one.schema));
      const wanted = new Map<number, Kahan>();
      for (const one of shapes) {
        const { offset, counts } = histogramOf(one).toSchema(schema).positive;
        counts.forEach((count, at) => {
          const sum = wanted.get(offset + at) ?? { sum: 0, compensation: 0 };
          wanted.set(offset + at, sum);
          kahanAdd(sum, count);
        });
      }
      const { positive, zeroCount } = total.sum()!;
      const isOneSchema = shapes.every((one) => one.schema === schema);
      positive.counts.forEach((count, at) => {
        const sum = wanted.get(positive.offset + at);
        const exact = sum === undefined ? 0 : sum.sum + sum.compensation;
        // Where buckets were put together on the way, they were added up in another order.
        if (isOneSchema) expect(count + 0).toBe(exact + 0);
        else expect(Math.abs(count - exact)).toBeLessThanOrEqual(1e-2);
      });
      for (const index of wanted.keys()) expect(index - positive.offset).toBeLessThan(positive.counts.length);
      expect(zeroCount).toBe(shapes.reduce((sum, one) => sum + one.zeroCount, 0));
    }),
  );
});

test("a total that passes the largest number is infinite, as a plain sum is", () => {
  const some = [1.7e308, 1.7e308, -Infinity, 1].map((count) => ({
    schema: 6,
    offset: 0,
    counts: [count],
    zeroCount: 0,
  }));
  for (let length = 2; length <= some.length; length++) {
    const total = new HistogramTotal();
    const wanted: Kahan = { sum: 0, compensation: 0 };
    for (const one of some.slice(0, length)) {
      total.add(histogramOf(one));
      kahanAdd(wanted, one.counts[0]!);
    }
    expect(total.sum()!.positive.counts[0]).toBe(wanted.sum + wanted.compensation);
  }
});

test("what is added stays as it was", () => {
  const first = histogramOf({ schema: 6, offset: 0, counts: [1, 2], zeroCount: 0 });
  const total = new HistogramTotal();
  for (let times = 0; times < 3; times++) total.add(first);
  expect([...total.sum()!.positive.counts].filter((count) => count !== 0)).toEqual([3, 6]);
  expect([...first.positive.counts]).toEqual([1, 2]);
});

test("a difference adds what it is once it is worked out", () => {
  assert(
    property(shape, shape, shape, double({ min: -3, max: 3, noNaN: true }), (first, a, b, factor) => {
      const difference = histogramOf(a).minus(histogramOf(b)).times(factor);
      const sumWith = (added: FloatHistogram) => {
        const total = new HistogramTotal();
        for (const one of [histogramOf(first), added, added]) total.add(one);
        return total.sum()!;
      };
      const asItIs = sumWith(difference);
      // Whoever asks for its buckets has them worked out.
      expect(difference.positive.counts).toBeDefined();
      expect(asItIs.equals(sumWith(difference))).toBe(true);
    }),
  );
});

test("a difference of the same buckets adds what it is once it is worked out", () => {
  const [now, before] = [
    histogramOf({ schema: 6, offset: 3, counts: [5, 0, 7], zeroCount: 2 }),
    histogramOf({ schema: 6, offset: 3, counts: [1, 0, 7], zeroCount: 1 }),
  ];
  const total = new HistogramTotal();
  for (const one of [before, now.minus(before).times(0.5)]) total.add(one);
  expect([...total.sum()!.positive.counts].filter((count) => count !== 0)).toEqual([3, 7]);
});

function histogramOf({
  schema,
  offset,
  counts,
  zeroCount,
}: {
  schema: number;
  offset: number;
  counts: number[];
  zeroCount: number;
}): FloatHistogram {
  return new FloatHistogram({
    schema,
    count: counts.reduce((sum, count) => sum + count, zeroCount),
    sum: 1,
    zeroThreshold: 0,
    zeroCount,
    positive: { offset, counts: Float64Array.from(counts) },
    negative: { offset: 0, counts: new Float64Array(0) },
  });
}

test("a rank is found in a difference where it is found when it is worked out", () => {
  const rank = double({ min: 0, max: 1, noNaN: true });
  assert(
    property(shape, shape, rank, constantFrom(true, false), (a, b, share, isFromLowest) => {
      // The same buckets, and a running total: none has fallen.
      const before = histogramOf({ ...a, zeroCount: 0 });
      const now = histogramOf({
        ...a,
        zeroCount: b.zeroCount,
        counts: a.counts.map((count, at) => count + Math.abs(b.counts[at] ?? 0)),
      });
      const difference = () => now.minus(before).times(0.5);
      const worked = difference();
      expect(worked.positive.counts.length).toBe(a.counts.length);
      const wanted = share * worked.count;
      expect(bucketOfRank(difference(), wanted, isFromLowest)).toEqual(
        bucketOfRank(worked, wanted, isFromLowest),
      );
    }),
  );
});

test("a rank is found in the bucket with which they reach it, one after another; a zero bucket that fell holds none", () => {
  assert(
    property(shape, integer({ min: -9, max: 9 }), constantFrom(true, false), (a, zeroCount, isFromLowest) => {
      const histogram = histogramOf({ ...a, zeroCount });
      const buckets = isFromLowest ? histogram.buckets() : histogram.buckets().toReversed();
      const rank = histogram.count / 2;
      let passed = 0;
      const reaches = ({ count }: { count: number }) => (passed += count) >= rank;
      const bucket = buckets.find(reaches) ?? buckets.at(-1);
      expect(bucketOfRank(histogram, rank, isFromLowest)).toEqual({ bucket, passed });
    }),
  );
});

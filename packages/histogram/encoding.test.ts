import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { histogramOf, histograms } from "./test/arbitraries.ts";
import { MalformedHistogramError } from "./bytes.ts";
import { ExponentialHistogram } from "./exponential-histogram.ts";

function contents(histogram: ExponentialHistogram) {
  const { count, sum, min, max, zeroCount } = histogram;
  return { count, sum, min, max, zeroCount, buckets: [...histogram.buckets()] };
}

/** Deterministic standard normal values (mulberry32, Box-Muller). */
function* normals(seed: number): Generator<number> {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  for (;;) yield Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

test("decoding gives back all that was encoded", () => {
  fc.assert(
    fc.property(histograms, (histogram) => {
      const decoded = ExponentialHistogram.decode(histogram.encode());
      expect(contents(decoded)).toEqual(contents(histogram));
      expect(decoded.encode()).toEqual(histogram.encode());
    }),
  );
});

test("merging encoded bytes equals merging the histogram", () => {
  fc.assert(
    fc.property(histograms, histograms, (a, b) => {
      expect(a.clone().mergeEncoded(b.encode()).encode()).toEqual(a.clone().merge(b).encode());
    }),
  );
});

test("bytes inside a larger buffer are read from their own place", () => {
  const bytes = histogramOf(1 / 3, 2, 2).encode();
  const larger = Buffer.concat([Buffer.from("xyz"), bytes, Buffer.from("z")]);
  const decoded = ExponentialHistogram.decode(larger.subarray(3, 3 + bytes.length));
  expect(contents(decoded)).toEqual(contents(histogramOf(1 / 3, 2, 2)));
});

test.each([0.5, 1, 1.5, 2])("100 log-normal values of sigma %d take at most 130 bytes", (sigma) => {
  const source = normals(7);
  for (let round = 0; round < 200; round++) {
    const histogram = new ExponentialHistogram();
    for (let i = 0; i < 100; i++) {
      histogram.recordNanoseconds(Math.round(5e6 * Math.exp(sigma * source.next().value)));
    }
    expect(histogram.encode().length).toBeLessThanOrEqual(130);
  }
});

test("the format is the one written down: version 1", () => {
  expect([...new ExponentialHistogram().encode()]).toEqual([1, 0, 0]);
  // No zeros, one bucket, index -1, 2 s 0 ns, min and max 1 s = 10^9 + 1, one bucket of two.
  const second = [0x81, 0x94, 0xeb, 0xdc, 0x03];
  expect([...histogramOf(1, 1).encode()]).toEqual([1, 0, 1, 1, 2, 0, ...second, ...second, 1, 0]);
});

const valid = [1, 0, 1, 1, 1, 0, 2, 2, 0];
test.each([
  ["nothing", [], "ends inside"],
  ["a later version", [2, 0, 0], "version 2, known is 1"],
  ["a cut header", valid.slice(0, 5), "ends inside"],
  ["missing buckets", valid.slice(0, -1), "buckets up to 0 of a span of 1"],
  ["a bucket too many", [...valid, 0], "buckets up to 2 of a span of 1"],
  ["a bucket outside", [...valid.slice(0, -1), 0x7e, 0], "buckets up to 65 of a span of 1"],
  ["a bucket far outside", [...valid.slice(0, -1), 0x80, 0x80, 0x80, 0x80, 0x10], "outside its span"],
  ["bytes after an empty histogram", [1, 0, 0, 0], "buckets up to 1 of a span of 0"],
  ["a span out of range", [1, 0, 0xff, 0xff, 0xff, 0x7f, 0], "outside the range"],
  ["an endless number", [1, ...Array.from({ length: 20 }, () => 0xff)], "above 2^53"],
  ["a minimum above the maximum", [1, 0, 1, 1, 1, 0, 3, 2, 0], "minimum above"],
  ["a NaN minimum", [1, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f, 2, 0], "time that is none"],
  ["too many nanoseconds", [1, 0, 1, 1, 1, 0x80, 0x94, 0xeb, 0xdc, 0x03, 2, 2, 0], "999,999,999"],
])("%s is refused with what is wrong", (_, bytes, message) => {
  const refused = () => ExponentialHistogram.decode(Uint8Array.from(bytes));
  expect(refused).toThrow(MalformedHistogramError);
  expect(refused).toThrow(message);
});

test("the example the malformed ones are made from is valid", () => {
  expect(ExponentialHistogram.decode(Uint8Array.from(valid)).count).toBe(1);
});

function expectUnchangedOrMerged(bytes: Uint8Array): void {
  const histogram = histogramOf(0, 1, 2);
  const before = contents(histogram);
  try {
    histogram.mergeEncoded(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(MalformedHistogramError);
    expect(contents(histogram)).toEqual(before);
    return;
  }
  expect(histogram.count).toBe([...histogram.buckets()].reduce((sum, { count }) => sum + count, 0));
  expect(Number.isFinite(histogram.quantile(0.99))).toBe(true);
}

test("random bytes do no harm", () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((rest) => Uint8Array.of(1, ...rest));
  fc.assert(fc.property(bytes, expectUnchangedOrMerged), { numRuns: 2000 });
});

test("truncated or damaged encodings do no harm", () => {
  const damage = fc.tuple(histograms, fc.nat(), fc.nat(), fc.nat({ max: 255 }));
  fc.assert(
    fc.property(damage, ([histogram, cut, position, byte]) => {
      const bytes = histogram.encode();
      expectUnchangedOrMerged(bytes.subarray(0, cut % bytes.length));
      bytes[position % bytes.length] = byte;
      expectUnchangedOrMerged(bytes);
    }),
    { numRuns: 1000 },
  );
});

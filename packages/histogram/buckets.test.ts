import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { bucketIndex, bucketLower, bucketMiddle, bucketUpper } from "./buckets.ts";

const positive = fc.double({ min: 2 ** -1022, max: Number.MAX_SAFE_INTEGER, noNaN: true });

/** value^64 ≤ 2^power, decided in whole numbers. */
function isAtMostRoot(value: number, power: number): boolean {
  const mantissa = BigInt(value * 2 ** 52);
  return mantissa ** 64n <= 1n << BigInt(52 * 64 + power);
}

function nextUp(value: number): number {
  const bits = new BigInt64Array(Float64Array.of(value).buffer);
  return new Float64Array(bits.map((word) => word + 1n).buffer)[0]!;
}

test("each bound is the largest double at or below the true power of the base", () => {
  for (let k = 0; k < 64; k++) {
    expect(isAtMostRoot(bucketLower(k), k)).toBe(true);
    expect(isAtMostRoot(nextUp(bucketLower(k)), k)).toBe(false);
  }
});

test("a bound belongs to the bucket below it and the next double to the bucket above", () => {
  for (let index = -1022 * 64; index < 53 * 64; index++) {
    const bound = bucketUpper(index);
    if (bucketIndex(bound) !== index || bucketIndex(nextUp(bound)) !== index + 1) {
      throw new Error(`bucket ${index} does not end at ${bound}`);
    }
  }
});

test.each([
  [1, -1],
  [2, 63],
  [0.5, -65],
  [2 ** -1022, -1022 * 64 - 1],
  [2 ** -1074, -1074 * 64 - 1],
  [2 ** 53, 53 * 64 - 1],
])("the exact power %d is the upper end of bucket %d", (value, index) => {
  expect(bucketIndex(value)).toBe(index);
});

test("any value lies in its bucket, and the middle is within 0.55 % of it", () => {
  fc.assert(
    fc.property(positive, (value) => {
      const index = bucketIndex(value);
      expect(value).toBeGreaterThan(bucketLower(index));
      expect(value).toBeLessThanOrEqual(bucketUpper(index));
      expect(Math.abs(bucketMiddle(index) - value) / value).toBeLessThanOrEqual(0.0055);
    }),
  );
});

test("a larger value never has a lower index, subnormal ones included", () => {
  const any = fc.double({ min: 2 ** -1074, max: Number.MAX_SAFE_INTEGER, noNaN: true });
  fc.assert(
    fc.property(any, any, (one, other) => {
      expect(bucketIndex(Math.min(one, other))).toBeLessThanOrEqual(bucketIndex(Math.max(one, other)));
    }),
  );
});

import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { ExactSeconds } from "./exact-seconds.ts";

function asNanoseconds({ seconds, nanoseconds }: ExactSeconds): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
}

const durations = fc.record({ seconds: fc.nat({ max: 2 ** 20 }), nanoseconds: fc.nat({ max: 999_999_999 }) });
const times = fc.oneof(fc.integer({ min: 1, max: 2 ** 22 }), fc.integer({ min: 1, max: 1000 }));

test("products and sums are those of whole numbers, past 2^53 ns too", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(durations, times)), (terms) => {
      const sum = new ExactSeconds();
      let exact = 0n;
      for (const [{ seconds, nanoseconds }, factor] of terms) {
        sum.addTimes(seconds, nanoseconds, factor);
        exact += (BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds)) * BigInt(factor);
      }
      expect(asNanoseconds(sum)).toBe(exact);
    }),
  );
});

test("a product of nanoseconds that no double holds is exact", () => {
  const sum = new ExactSeconds();
  sum.addTimes(0, 999_999_999, 999_999_937);
  expect(asNanoseconds(sum)).toBe(999_999_999n * 999_999_937n);
});

test("subtracting gives back what was before", () => {
  fc.assert(
    fc.property(durations, durations, (before, added) => {
      const sum = new ExactSeconds();
      sum.add(before.seconds, before.nanoseconds);
      const part = new ExactSeconds();
      part.add(added.seconds, added.nanoseconds);
      sum.add(added.seconds, added.nanoseconds);
      sum.subtract(part);
      expect({ seconds: sum.seconds, nanoseconds: sum.nanoseconds }).toEqual(before);
    }),
  );
});

test("a sum past 2^53 - 1 seconds is refused and changes nothing", () => {
  const sum = new ExactSeconds();
  sum.add(Number.MAX_SAFE_INTEGER, 999_999_999);
  expect(() => sum.add(0, 1)).toThrow(RangeError);
  expect(() => sum.addValue(Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)).toThrow(RangeError);
  expect(asNanoseconds(sum)).toBe(BigInt(Number.MAX_SAFE_INTEGER) * 1_000_000_000n + 999_999_999n);
});

import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { priceAt } from "./price-path.ts";

const cents = fc.integer({ min: 1, max: 500_000 }).map((value) => value / 100);
const bars = fc.tuple(cents, cents, cents, cents).map((prices) => {
  const [low, open, close, high] = prices.toSorted((a, b) => a - b) as [number, number, number, number];
  return { open, high, low, close, volume: 100 };
});

test("a day's price never leaves its bar", () => {
  fc.assert(
    fc.property(bars, fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (bar, seed, fraction) => {
      const price = priceAt(bar, seed, fraction);
      expect(price).toBeGreaterThanOrEqual(bar.low);
      expect(price).toBeLessThanOrEqual(bar.high);
    }),
  );
});

test("a day begins at its open and ends at its close", () => {
  fc.assert(
    fc.property(bars, fc.integer(), (bar, seed) => {
      expect(priceAt(bar, seed, 0)).toBe(bar.open);
      expect(priceAt(bar, seed, 1)).toBe(bar.close);
    }),
  );
});

test("the price moves within a minute", () => {
  const bar = { open: 50, high: 51, low: 49, close: 50.5, volume: 100 };
  const minute = Array.from({ length: 20 }, (_, at) => priceAt(bar, 9, 0.4 + at * (3 / 86_400)));
  expect(new Set(minute).size).toBeGreaterThan(1);
});

import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { seedOf, smoothNoise, uniform } from "./seeded.ts";

test("the same arguments give the same number on every machine", () => {
  expect(seedOf("a")).toBe(0xe40c292c);
  expect(uniform(1, 2, 3)).toBe(0.1498742864932865);
});

test("uniform stays in [0, 1) and spreads evenly", () => {
  const numbers = Array.from({ length: 10_000 }, (_, at) => uniform(7, at));
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  const tenths = Array.from(
    { length: 10 },
    (_, tenth) => numbers.filter((n) => Math.floor(n * 10) === tenth).length,
  );
  for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});

test("smooth noise has no jumps and keeps its bounds", () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ min: 0, max: 10_000, noNaN: true }), (seed, x) => {
      const here = smoothNoise(seed, x);
      expect(Math.abs(here)).toBeLessThanOrEqual(1);
      expect(Math.abs(smoothNoise(seed, x + 1e-4) - here)).toBeLessThan(1e-3);
    }),
  );
});

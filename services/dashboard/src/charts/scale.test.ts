import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { niceTicks } from "./scale.ts";

test.each([
  [9, [0, 2.5, 5, 7.5, 10]],
  [6, [0, 2, 4, 6]],
  [0.3, [0, 0.1, 0.2, 0.3]],
  [0, [0, 1]],
])("up to %d the ticks are %p", (max, ticks) => {
  expect(niceTicks(max, 4)).toEqual(ticks);
});

test("the last tick holds the largest value, and there are few", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (max) => {
      const ticks = niceTicks(max, 4);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-6));
      expect(ticks.length).toBeLessThanOrEqual(6);
    }),
  );
});

import { expect, test } from "@jest/globals";
import * as fc from "fast-check";

import { slownessOf, thresholdsOf } from "./thresholds.ts";

test.each([
  [undefined, { warning: 2_000, critical: 5_000 }],
  [200, { warning: 200, critical: 500 }],
  [{ warning: 100 }, { warning: 100, critical: 5_000 }],
  [{ critical: 9_000 }, { warning: 2_000, critical: 9_000 }],
  [{ critical: 300 }, { warning: 300, critical: 300 }],
  [{ warning: 7_000 }, { warning: 7_000, critical: 7_000 }],
])("slowMs %j means %j", (slowMs, expected) => {
  expect(thresholdsOf(slowMs)).toEqual(expected);
});

test("a duration at a threshold is over it", () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), (warning, more) => {
      const thresholds = { warning, critical: warning + more };
      expect(slownessOf(thresholds.critical, thresholds)).toBe("critical");
      if (more > 0) expect(slownessOf(warning, thresholds)).toBe("warning");
      expect(slownessOf(warning - 0.001, thresholds)).toBeUndefined();
    }),
  );
});

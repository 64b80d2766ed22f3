import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { cutWindow, TIERS, type Horizons } from "./pulse-window.ts";

const NONE: Horizons = { "1s": 0, "1m": 0, "1h": 0, "1d": 0 };
const DAY = 86_400;

test("a day that starts inside a minute is read fine at the edges and coarse in the middle", () => {
  const from = 10 * DAY + 13 * 3600 + 37 * 60 + 12;
  const { ranges } = cutWindow({ from, to: from + DAY }, undefined, NONE);
  expect(ranges).toEqual({
    "1s": { from, to: from + DAY },
    "1m": { from: from + 48, to: from + DAY - 12 },
    "1h": { from: 10 * DAY + 14 * 3600, to: 11 * DAY + 13 * 3600 },
    "1d": { from: 10 * DAY + 14 * 3600, to: 10 * DAY + 14 * 3600 },
  });
});

test("a window older than the seconds is aligned outward to minutes at both ends", () => {
  const { ranges } = cutWindow({ from: 61, to: 130 }, undefined, { ...NONE, "1s": 1000 });
  expect(ranges["1s"]).toEqual({ from: 60, to: 180 });
  expect(ranges["1m"]).toEqual({ from: 60, to: 180 });
});

test("a step finer than what is left of the window is widened to the finest tier", () => {
  const window = cutWindow({ from: 60, to: 7300 }, 10, { ...NONE, "1s": 4000 });
  expect(window.stepSeconds).toBe(60);
  expect(window.ranges["1s"]).toEqual({ from: 60, to: 7320 });
});

test.each([
  [30, 30],
  [90, 120],
  [2880, 2880],
  [20_160, 21_600],
])("a step of %d s is read as %d s, so that a coarser tier fits it", (wanted, used) => {
  expect(cutWindow({ from: 0, to: 10 * DAY }, wanted, NONE).stepSeconds).toBe(used);
});

const horizons = fc
  .tuple(fc.nat(3 * DAY), fc.nat(3 * DAY), fc.nat(3 * DAY))
  .map((ages) => ages.sort((a, b) => b - a))
  .map(([s, m, h]): Horizons => ({ "1s": s, "1m": m, "1h": h, "1d": 0 }));

test("no window reads a tier before its horizon, loses an end, or splits a step", () => {
  fc.assert(
    fc.property(
      fc.nat(4 * DAY),
      fc.integer({ min: 1, max: 3 * DAY }),
      fc.option(fc.constantFrom(1, 10, 90, 60, 300, 3600, 7200, DAY), { nil: undefined }),
      horizons,
      (from, length, step, limits) => {
        const window = cutWindow({ from, to: from + length }, step, limits);
        expect(window.ranges["1s"].from).toBeLessThanOrEqual(from);
        expect(window.ranges["1s"].to).toBeGreaterThanOrEqual(from + length);
        for (const [index, { tier, seconds }] of TIERS.entries()) {
          const own = window.ranges[tier];
          expect(own.from % seconds === 0 || own.from === own.to).toBe(true);
          const inner = window.ranges[TIERS[index + 1]?.tier ?? tier];
          if (index < 3 && own.from < inner.from) expect(own.from).toBeGreaterThanOrEqual(limits[tier]);
          if (index < 3 && inner.to < own.to) expect(inner.to).toBeGreaterThanOrEqual(limits[tier]);
          if (window.stepSeconds !== undefined) {
            if (own.from < own.to) expect(window.stepSeconds % seconds).toBe(0);
          }
        }
        const end = window.ranges["1s"];
        if (window.stepSeconds !== undefined)
          expect([end.from % window.stepSeconds, end.to % window.stepSeconds]).toEqual([0, 0]);
      },
    ),
  );
});

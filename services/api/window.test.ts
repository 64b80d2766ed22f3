import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { chartStep, resolveWindow, windowBefore } from "./window.ts";

const NOW = Date.parse("2026-11-24T09:30:12.345Z");

test.each([
  [{}, "2026-11-24T09:00:12.000Z", "2026-11-24T09:30:12.000Z"],
  [{ last: "90s" }, "2026-11-24T09:28:42.000Z", "2026-11-24T09:30:12.000Z"],
  [{ last: "2d" }, "2026-11-22T09:30:12.000Z", "2026-11-24T09:30:12.000Z"],
  [{ from: "2026-11-24T09:00:00+08:00" }, "2026-11-24T01:00:00.000Z", "2026-11-24T09:30:12.000Z"],
  [{ to: "2026-01-01T00:00:00Z" }, "2025-12-31T23:30:00.000Z", "2026-01-01T00:00:00.000Z"],
  [
    { from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:00:00.5Z" },
    "2026-01-01T00:00:00.000Z",
    "2026-01-01T00:00:00.500Z",
  ],
])("%p is a window", (query, from, to) => {
  const window = resolveWindow(query, NOW);
  expect([window.from.toISOString(), window.to.toISOString()]).toEqual([from, to]);
});

test("the window before has the same length and no gap", () => {
  const window = resolveWindow({ last: "45m" }, NOW);
  const before = windowBefore(window);
  expect([before.to, before.seconds, before.from.getTime()]).toEqual([
    window.from,
    2700,
    window.from.getTime() - 2_700_000,
  ]);
});

test("a chart never has more than the wanted points", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 158_112_000 }), (seconds) => {
      expect(seconds / chartStep(seconds)).toBeLessThanOrEqual(180);
    }),
  );
});

import { expect, test } from "@jest/globals";
import {
  DEFAULT_RANGE,
  between,
  formatRange,
  isLive,
  parseRange,
  refreshEveryMs,
  shift,
  windowOf,
  zoomOut,
} from "./range.ts";

const NOW = 1_764_000_000_000;
const HOUR = 3_600_000;

test.each(["5m", "30m", "24h", "30d", "1764000000000-1764000600000"])("%s survives the address", (text) => {
  expect(formatRange(parseRange(text))).toBe(text);
});

test.each([undefined, "", "7x", "toString", "1764000600000-1764000000000", "1-2", 5])(
  "%p is read as the default",
  (text) => {
    expect(parseRange(text)).toEqual(DEFAULT_RANGE);
  },
);

test("a relative range ends now", () => {
  expect(windowOf(parseRange("1h"), NOW)).toEqual({ fromMs: NOW - HOUR, toMs: NOW });
});

test("zooming out doubles around the middle and never passes now", () => {
  expect(zoomOut({ kind: "between", fromMs: NOW - 4 * HOUR, toMs: NOW - 2 * HOUR }, NOW)).toEqual({
    kind: "between",
    fromMs: NOW - 5 * HOUR,
    toMs: NOW - HOUR,
  });
  expect(zoomOut({ kind: "between", fromMs: NOW - HOUR, toMs: NOW }, NOW)).toEqual({
    kind: "between",
    fromMs: NOW - 2 * HOUR,
    toMs: NOW,
  });
});

test("zooming out of a relative range takes the next longer one, the longest stays", () => {
  expect(formatRange(zoomOut(parseRange("30m"), NOW))).toBe("1h");
  expect(formatRange(zoomOut(parseRange("30d"), NOW))).toBe("30d");
});

test("moving earlier makes a range absolute; moving later stops at now", () => {
  const earlier = shift(parseRange("1h"), -1, NOW);
  expect(earlier).toEqual(between(NOW - 1.5 * HOUR, NOW - 0.5 * HOUR));
  expect(shift(earlier, 1, NOW)).toEqual(between(NOW - HOUR, NOW));
  expect(shift(parseRange("1h"), 1, NOW)).toEqual(parseRange("1h"));
});

test("only short relative ranges are live, and only relative ones are asked again", () => {
  expect(isLive(parseRange("1h"))).toBe(true);
  expect(isLive(parseRange("24h"))).toBe(false);
  expect(isLive({ kind: "between", fromMs: NOW - HOUR, toMs: NOW })).toBe(false);
  expect(refreshEveryMs({ kind: "between", fromMs: NOW - HOUR, toMs: NOW })).toBe(false);
  expect(refreshEveryMs(parseRange("7d"))).toBe(60_000);
});

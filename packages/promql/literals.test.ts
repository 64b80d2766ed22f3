import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { durationMs, formatDuration, parseNumber, unquote } from "./literals.ts";

test.each([
  ["1y2w3d4h5m6s7ms", 365 * 86_400_000 + 17 * 86_400_000 + 14_706_007],
  ["90s", 90_000],
  ["1m1ms", 60_001],
  ["0s", 0],
])("the duration %s is %d ms", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each(["", "5", "1s1m", "1m1m", "-1m", "m", "1.5h"])("%s is no duration", (text) => {
  expect(durationMs(text)).toBeUndefined();
});

test("a duration that is written reads as the same", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e12 }), (ms) => {
      expect(durationMs(formatDuration(ms))).toBe(ms);
    }),
  );
});

test.each([
  ["1e3", 1000],
  [".5", 0.5],
  ["0x1f", 31],
  ["010", 8],
  ["08", 8],
  ["1_000.5", 1000.5],
  ["InF", Infinity],
  ["NaN", NaN],
  ["5m", 300],
])("the number %s is %d", (text, value) => {
  expect(parseNumber(text)?.value).toBe(value);
});

test.each([
  [String.raw`"a\n\t\\\"'"`, "a\n\t\\\"'"],
  [String.raw`'\x41\u00e4\U0001F600\101'`, "Aä😀A"],
  [String.raw`"\xc3\xa4"`, "ä"],
  ["`a\\nb`", "a\\nb"],
])("%s is unquoted", (literal, value) => {
  expect(unquote(literal)).toBe(value);
});

test.each(['"', '"a', '"a\nb"', String.raw`"\q"`, String.raw`"\xff"`, String.raw`"\UFFFFFFFF"`])(
  "%s is no quoted text",
  (literal) => {
    expect(unquote(literal)).toBeUndefined();
  },
);

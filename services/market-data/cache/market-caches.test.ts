import { expect, test } from "@jest/globals";
import { klinesKey, klinesOf, rankingsKey, rankingsOf } from "./market-caches.ts";

const KNOWN = new Set(["SPX.US", "990001.SH"]);

test.each([
  ["SPX.US:daily_kline:1d:::60", { symbol: "SPX.US", interval: "1d", limit: 60 }],
  [
    "990001.SH:daily_kline:1mo:2019-01-01:2020-01-01:6000",
    { symbol: "990001.SH", interval: "1mo", from: "2019-01-01", to: "2020-01-01", limit: 6_000 },
  ],
] as const)("%s is read back as what was asked", (key, asked) => {
  expect(klinesKey(asked)).toBe(key);
  expect(klinesOf(key, KNOWN)).toEqual(asked);
});

test("rankings are read back", () => {
  const asked = { by: "turnover", limit: 20 } as const;
  expect(rankingsOf(rankingsKey(asked))).toEqual(asked);
});

test.each([
  ["a symbol that is gone", "GONE.US:daily_kline:1d:::60"],
  ["an interval of another version", "SPX.US:daily_kline:1w:::60"],
  ["a limit that is not allowed", "SPX.US:daily_kline:1d:::60000"],
  ["a date that is none", "SPX.US:daily_kline:1d:2019-13-01::60"],
  ["a key with more in it", "SPX.US:daily_kline:1d:::60:x"],
  ["a key of another cache", "all:rankings:change:20"],
  ["nothing", ""],
])("%s names nothing", (_, key) => {
  expect(klinesOf(key, KNOWN)).toBeUndefined();
});

test.each(["all:rankings:luck:20", "all:rankings:change:0", "SPX.US:rankings:change:20", ""])(
  "%j is no ranking",
  (key) => {
    expect(rankingsOf(key)).toBeUndefined();
  },
);

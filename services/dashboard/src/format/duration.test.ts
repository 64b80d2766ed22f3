import { expect, test } from "@jest/globals";
import { UNITS, formatDuration, formatRoundDuration } from "./duration.ts";

test.each([
  [0, "0 ms"],
  [0.0004, "<0.001 ms"],
  [0.42, "0.42 ms"],
  [0.9996, "1.00 ms"],
  [9.996, "10.0 ms"],
  [41, "41.0 ms"],
  [999.4, "999 ms"],
  [999.6, "1.00 s"],
  [1_864, "1.86 s"],
  [59_940, "59.9 s"],
  [59_960, "1 min"],
  [72_000, "1 min 12 s"],
  [3_599_600, "1 h"],
  [11_100_000, "3 h 5 min"],
  [187_200_000, "2 d 4 h"],
])("%d ms reads %s", (ms, shown) => {
  expect(formatDuration(ms, UNITS.en)).toBe(shown);
});

test("Chinese durations have Chinese units", () => {
  expect(formatDuration(370_000, UNITS.zh)).toBe("6 分 10 秒");
  expect(formatDuration(8_420, UNITS.zh)).toBe("8.42 秒");
});

test.each([
  [5_000, "5 s"],
  [2_500, "2.5 s"],
  [400, "400 ms"],
  [100, "100 ms"],
  [20_000, "20 s"],
])("a limit of %d ms reads %s", (ms, shown) => {
  expect(formatRoundDuration(ms, UNITS.en)).toBe(shown);
});

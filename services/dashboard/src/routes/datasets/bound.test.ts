import { expect, test } from "@jest/globals";
import { createNumbers } from "../../format/number.ts";
import { BOUND_WORDS, boundText } from "./bound.ts";

test.each([
  [">= 100000 rows", "≥ 100,000 rows", "≥ 100,000 行"],
  ["<= 5 %", "≤ 5 %", "≤ 5 %"],
  ["< 0.125 %", "< 0.125 %", "< 0.125 %"],
  ["<= 86400 s", "≤ 86,400 s", "≤ 86,400 秒"],
  ["1000 to 12345.5", "1,000 to 12,345.5", "1,000 至 12,345.5"],
  ["not -3 to 3", "not -3 to 3", "不在 -3 至 3 之间"],
  ["!= 1e-7", "≠ 0.0000001", "≠ 0.0000001"],
  ["as the contract of 10000 says", "as the contract of 10000 says", "as the contract of 10000 says"],
])("the bound %s reads %s, in Chinese %s", (bound, english, chinese) => {
  expect(boundText(bound, BOUND_WORDS.en, createNumbers("en-GB").exact)).toBe(english);
  expect(boundText(bound, BOUND_WORDS.zh, createNumbers("zh-CN").exact)).toBe(chinese);
});

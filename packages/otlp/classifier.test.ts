import { expect, test } from "@jest/globals";
import { createClassifier } from "./classifier.ts";

const classifier = createClassifier({
  DAILY_KLINE: { aliases: ["daily_data", "Daily"], tables: ["public.daily_kline", "kline_*_day"] },
  TICK_DATA: { aliases: [], tables: ["tick*"] },
});

test.each([
  ["DAILY_KLINE", "DAILY_KLINE"],
  ["daily_kline", "DAILY_KLINE"],
  ["DAILY", "DAILY_KLINE"],
  ["Daily_Data", "DAILY_KLINE"],
  ["unheard_of", "UNHEARD_OF"],
])("%s is stored as %s", (spelling, name) => {
  expect(classifier.named(spelling)).toBe(name);
});

test.each([
  ["daily_kline", "DAILY_KLINE"],
  ["other_schema.Daily_Kline", "DAILY_KLINE"],
  ["kline_sh_day", "DAILY_KLINE"],
  ["kline_sh_days", ""],
  ["tick", "TICK_DATA"],
  ["ticks_2026", "TICK_DATA"],
  ["sticks", ""],
  ["", ""],
])("table %j is of class %j", (table, name) => {
  expect(classifier.ofTable(table)).toBe(name);
});

import { expect, test } from "@jest/globals";
import { lastDays, newestDay, newestDueDay } from "./dataset-days.ts";

const shanghai = { calendar: "XSHG", timeZone: "Asia/Shanghai" };
const always = { calendar: null, timeZone: "Asia/Shanghai" };

test.each([
  ["before the open it is the trading day before", "2025-06-11T09:29:59+08:00", "2025-06-10"],
  ["from the open on it is today", "2025-06-11T09:30:00+08:00", "2025-06-11"],
  ["in the evening it is still today", "2025-06-11T23:00:00+08:00", "2025-06-11"],
  ["on a Sunday it is Friday", "2025-06-15T12:00:00+08:00", "2025-06-13"],
  ["in the National Day holidays it is the day before them", "2025-10-05T12:00:00+08:00", "2025-09-30"],
])("%s", (_, now, day) => {
  expect(newestDay(shanghai, new Date(now))).toBe(day);
});

test("a dataset without calendar has a new day at its own midnight", () => {
  expect(newestDay(always, new Date("2025-06-14T16:00:00Z"))).toBe("2025-06-15");
});

test("behind the end of the calendar no day is known", () => {
  expect(newestDay(shanghai, new Date("2090-01-05T12:00:00+08:00"))).toBeUndefined();
  expect(lastDays(shanghai, new Date("2090-01-05T12:00:00+08:00"), 5)).toEqual([]);
});

test("the last days leave out weekends and holidays, the oldest first", () => {
  expect(lastDays(shanghai, new Date("2025-10-10T10:00:00+08:00"), 4)).toEqual([
    "2025-09-29",
    "2025-09-30",
    "2025-10-09",
    "2025-10-10",
  ]);
});

const daily = { ...shanghai, availableAt: "17:30", publishingLagSeconds: 300 };

test.each([
  ["half past five it is due", "2025-06-11T17:30:00+08:00", "2025-06-11"],
  ["a second before it is not", "2025-06-11T17:29:59+08:00", "2025-06-10"],
  ["over a weekend Friday stays the newest", "2025-06-15T12:00:00+08:00", "2025-06-13"],
])("%s", (_, now, day) => {
  expect(newestDueDay(daily, new Date(now))).toBe(day);
});

test("without a time of day the lag counts from the close", () => {
  const minutes = { ...daily, availableAt: null };
  expect(newestDueDay(minutes, new Date("2025-06-11T15:04:59+08:00"))).toBe("2025-06-10");
  expect(newestDueDay(minutes, new Date("2025-06-11T15:05:00+08:00"))).toBe("2025-06-11");
});

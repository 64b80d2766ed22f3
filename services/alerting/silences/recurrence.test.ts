import { expect, test } from "@jest/globals";
import { isWithin } from "./recurrence.ts";

const night = { weekdays: [5], from: "22:00", to: "02:00", timeZone: "Asia/Shanghai" };
const lunch = { weekdays: [1, 2, 3, 4, 5], from: "11:30", to: "13:00", timeZone: "Asia/Shanghai" };

test.each([
  ["the lunch break", lunch, "2026-11-24T03:30:00Z", true],
  ["before it", lunch, "2026-11-24T03:29:59Z", false],
  ["after it", lunch, "2026-11-24T05:00:00Z", false],
  ["a Saturday's lunch", lunch, "2026-11-28T04:00:00Z", false],
  ["Friday night", night, "2026-11-27T14:00:00Z", true],
  ["after midnight of that night", night, "2026-11-27T17:59:59Z", true],
  ["its end", night, "2026-11-27T18:00:00Z", false],
  ["Saturday night", night, "2026-11-28T14:00:00Z", false],
])("%s", (_, recurrence, at, isIn) => {
  expect(isWithin(recurrence, Date.parse(at))).toBe(isIn);
});

import { expect, test } from "@jest/globals";
import { momentOf, wallTimeOf } from "./wall-time.ts";

test.each([
  ["2026-11-29T22:05", "Asia/Shanghai", "2026-11-29T14:05:00.000Z"],
  ["2026-07-01T09:30", "America/New_York", "2026-07-01T13:30:00.000Z"],
  ["2026-11-29T14:05", "UTC", "2026-11-29T14:05:00.000Z"],
  ["2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00.000Z"],
  ["2026-03-08T03:00", "America/New_York", "2026-03-08T07:00:00.000Z"],
])("%s in %s is %s", (wallTime, zone, moment) => {
  expect(new Date(momentOf(wallTime, zone)).toISOString()).toBe(moment);
  expect(wallTimeOf(Date.parse(moment), zone)).toBe(wallTime);
});

test("what is no time is no moment", () => {
  expect(momentOf("", "UTC")).toBeNaN();
});

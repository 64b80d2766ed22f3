import { expect, test } from "@jest/globals";
import { createTimes, offsetOf } from "./time.ts";

const MOMENT = Date.parse("2026-11-24T06:08:51.204Z");

test("a moment reads in the zone that was chosen", () => {
  expect(createTimes("en-GB", "Asia/Shanghai").milli(MOMENT)).toBe("14:08:51.204");
  expect(createTimes("en-GB", "UTC").second(MOMENT)).toBe("06:08:51");
});

test("midnight is 00 and never 24", () => {
  expect(createTimes("zh-CN", "UTC").minute(Date.parse("2026-11-24T00:00:00Z"))).toBe("00:00");
});

test("a time of another day carries its day", () => {
  const times = createTimes("en-GB", "UTC");
  expect(times.short(MOMENT, MOMENT + 1000)).toBe("06:08:51");
  expect(times.short(MOMENT, MOMENT + 86_400_000)).toBe("24 Nov 06:08:51");
});

test.each([
  ["Asia/Shanghai", "UTC+8"],
  ["UTC", "UTC"],
  ["Asia/Kolkata", "UTC+5:30"],
  ["America/St_Johns", "UTC−3:30"],
])("%s has the offset %s", (zone, offset) => {
  expect(offsetOf(MOMENT, zone)).toBe(offset);
});

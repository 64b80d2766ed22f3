import { expect, test } from "@jest/globals";
import { createZone, dayAfter } from "./zone.ts";

test.each([
  ["Asia/Shanghai", "2025-06-11", 18 * 60, "2025-06-11T10:00:00.000Z"],
  ["Asia/Shanghai", "2025-06-11", 0, "2025-06-10T16:00:00.000Z"],
  ["America/New_York", "2025-03-09", 0, "2025-03-09T05:00:00.000Z"],
  ["America/New_York", "2025-03-10", 0, "2025-03-10T04:00:00.000Z"],
  ["America/New_York", "2025-11-02", 23 * 60, "2025-11-03T04:00:00.000Z"],
  ["UTC", "2024-02-29", 1, "2024-02-29T00:01:00.000Z"],
])("in %s, %s and %i minutes is %s", (timeZone, day, minute, instant) => {
  const zone = createZone(timeZone);
  expect(new Date(zone.instantOf(day, minute)).toISOString()).toBe(instant);
  expect(zone.dayOf(Date.parse(instant))).toBe(day);
});

test("the day after a leap day is the first of March", () => {
  expect(dayAfter("2024-02-29")).toBe("2024-03-01");
});

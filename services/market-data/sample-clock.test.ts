import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { dateText, dayOf, dayOfDate, firstShift, momentOf, sourceIndexOf } from "./sample-clock.ts";

const BARS = 5_105;

test.each([
  ["2026-11-24T15:59:59.999Z", "2026-11-24", 1],
  ["2026-11-24T16:00:00.000Z", "2026-11-25", 0],
  ["2026-11-25T04:00:00.000Z", "2026-11-25", 0.5],
])("%s falls on the sample day %s", (instant, date, fraction) => {
  const moment = momentOf(new Date(instant));
  expect(dateText(moment.day)).toBe(date);
  expect(moment.fraction).toBeCloseTo(fraction, 6);
});

test("a session runs at any instant", () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }), (now) => {
      const { day, fraction } = momentOf(now);
      expect(fraction).toBeGreaterThanOrEqual(0);
      expect(fraction).toBeLessThan(1);
      expect((day + fraction) * 86_400_000 - 8 * 3_600_000).toBeCloseTo(now.getTime(), -1);
    }),
  );
});

test("each sample day replays the bar after the one of the day before", () => {
  const now = new Date("2026-11-24T10:00:00Z");
  const shift = firstShift(now, BARS);
  const today = momentOf(now).day;
  expect(sourceIndexOf(shift, today, BARS)).toBe(BARS - 250);
  expect(sourceIndexOf(shift, today + 1, BARS)).toBe(BARS - 249);
  expect(dayOf(shift, BARS - 249)).toBe(today + 1);
});

test("before and after the history nothing is replayed", () => {
  const shift = { anchorDay: 20_000, anchorIndex: 100 };
  expect(sourceIndexOf(shift, 19_899, BARS)).toBeUndefined();
  expect(sourceIndexOf(shift, 19_900, BARS)).toBe(0);
  expect(sourceIndexOf(shift, 20_000 + BARS - 101, BARS)).toBe(BARS - 1);
  expect(sourceIndexOf(shift, 20_000 + BARS - 100, BARS)).toBeUndefined();
});

test("a date and its day number name each other", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), (day) => expect(dayOfDate(dateText(day))).toBe(day)),
  );
});

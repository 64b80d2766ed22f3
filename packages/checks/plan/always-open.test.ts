import { createCalendar } from "@mystocks/calendar";
import { expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { alwaysOpen } from "./always-open.ts";

const listed = createCalendar({
  format: 1,
  mic: "NONE",
  name: "every day, listed",
  version: 1,
  license: "Apache-2.0",
  sources: [],
  timeZone: "America/New_York",
  firstDay: "1970-01-01",
  lastDay: "2030-12-31",
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  hours: [{ from: "1970-01-01", sessions: ["00:00-24:00"] }],
  closed: [],
  special: {},
});

test("arithmetic answers as a calendar of listed days does, through daylight saving too", () => {
  const computed = alwaysOpen("America/New_York");
  const day = fc
    .date({ min: new Date("2000-01-02"), max: new Date("2029-12-30"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  fc.assert(
    fc.property(day, day, (one, other) => {
      const [from, to] = one < other ? [one, other] : [other, one];
      expect(computed.sessionsOf(from)).toEqual(listed.sessionsOf(from));
      expect(computed.nextTradingDay(from)).toBe(listed.nextTradingDay(from));
      expect(computed.previousTradingDay(from)).toBe(listed.previousTradingDay(from));
      expect(computed.tradingDaysBetween(from, to)).toBe(listed.tradingDaysBetween(from, to));
      for (const within of ["month", "year", "data"] as const)
        expect(computed.ordinal(from, within)).toBe(listed.ordinal(from, within));
    }),
  );
  expect(computed.tradingDays("2025-02-27", "2025-03-02")).toEqual(
    listed.tradingDays("2025-02-27", "2025-03-02"),
  );
});

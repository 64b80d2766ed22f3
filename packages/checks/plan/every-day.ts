import { createCalendar, type Calendar } from "@mystocks/calendar";

/** A calendar that is open every day from a local time to midnight. */
export function everyDay(timeZone: string, from = "00:00"): Calendar {
  return createCalendar({
    format: 1,
    mic: "NONE",
    name: "every day",
    version: 1,
    license: "Apache-2.0",
    sources: [],
    timeZone,
    firstDay: "1970-01-01",
    lastDay: "2069-12-31",
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    hours: [{ from: "1970-01-01", sessions: [`${from}-24:00`] }],
    closed: [],
    special: {},
  });
}

import { createCalendar, type Calendar } from "@mystocks/calendar";

/** A calendar that is always open, of the years around an instant. */
export function everyDay(timeZone: string, around: Date): Calendar {
  const year = around.getUTCFullYear();
  const firstDay = `${year - 25}-01-01`;
  return createCalendar({
    format: 1,
    mic: "NONE",
    name: "every day",
    version: 1,
    license: "Apache-2.0",
    sources: [],
    timeZone,
    firstDay,
    lastDay: `${year + 2}-12-31`,
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    hours: [{ from: firstDay, sessions: ["00:00-24:00"] }],
    closed: [],
    special: {},
  });
}

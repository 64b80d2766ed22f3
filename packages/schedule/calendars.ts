import { openCalendar, type Calendar } from "@mystocks/calendar";
import type { CalendarBook } from "./instants.ts";

/** The calendars that are shipped, each opened when a schedule first asks for it. */
export function shippedCalendars(): CalendarBook {
  const open = new Map<string, Calendar>();
  return (mic) => {
    const calendar = open.get(mic) ?? openCalendar(mic);
    open.set(mic, calendar);
    return calendar;
  };
}

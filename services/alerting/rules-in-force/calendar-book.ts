import { EXCHANGES, openCalendar, type Calendar } from "@mystocks/calendar";
import type { Calendars } from "@mystocks/rules";

/** Calendars by exchange, each opened when a rule first asks for it. */
export function calendarBook(): Calendars {
  const open = new Map<string, Calendar>();
  return (mic) => {
    if (!EXCHANGES.includes(mic)) return undefined;
    const calendar = open.get(mic) ?? openCalendar(mic);
    open.set(mic, calendar);
    return calendar;
  };
}

import { openCalendar, type Calendar } from "@mystocks/calendar";

/** Calendars by name, each opened when a contract first asks for it. Throws for a name that there is none of. */
export function calendarBook(): (name: string) => Calendar {
  const open = new Map<string, Calendar>();
  return (name) => {
    const calendar = open.get(name) ?? openCalendar(name);
    open.set(name, calendar);
    return calendar;
  };
}

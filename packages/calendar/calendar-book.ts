import type { Calendar } from "./calendar.ts";
import { createCalendar } from "./calendar.ts";
import { EXCHANGES, openCalendar, updateCalendar } from "./exchanges.ts";

/** Calendars by market identifier code, each opened when somebody first asks for it and then kept. */
export interface CalendarBook {
  /** The exchanges that there are calendars of. */
  readonly exchanges: readonly string[];
  /** undefined: there is no calendar of this exchange. */
  readonly find: (mic: string) => Calendar | undefined;
  /** Throws CALENDAR_UNKNOWN. */
  readonly open: (mic: string) => Calendar;
}

/**
 * The calendars of this package, and those of newer data in their place. Throws CALENDAR_DATA_INVALID for data that is
 * broken and CALENDAR_DATA_OLD for data that is no newer than what it would replace.
 */
export function calendarBook(newer: readonly unknown[] = []): CalendarBook {
  const opened = new Map<string, Calendar>();
  for (const json of newer) {
    const given = createCalendar(json);
    const known =
      opened.get(given.mic) ?? (EXCHANGES.includes(given.mic) ? openCalendar(given.mic) : undefined);
    opened.set(given.mic, known === undefined ? given : updateCalendar(known, json));
  }
  const exchanges = [...new Set([...EXCHANGES, ...opened.keys()])];
  const open = (mic: string) => {
    const calendar = opened.get(mic) ?? openCalendar(mic);
    opened.set(mic, calendar);
    return calendar;
  };
  return { exchanges, open, find: (mic) => (exchanges.includes(mic) ? open(mic) : undefined) };
}

import { openCalendar, type Calendar } from "@mystocks/calendar";
import type { Contract } from "../contract/contract.ts";
import { alwaysOpen } from "./always-open.ts";

type Dated = Pick<Contract, "calendar" | "timeZone">;
type OpenCalendar = (name: string) => Calendar;

/** The calendar that a contract names; every day is open where it names none. Throws for a name that there is none of. */
export function calendarOf({ calendar, timeZone }: Dated, open: OpenCalendar = openCalendar): Calendar {
  return calendar === null ? alwaysOpen(timeZone) : open(calendar);
}

/** The newest trading day that has begun, `YYYY-MM-DD`; undefined where the calendar does not know. */
export function newestDay(contract: Dated, now: Date, open?: OpenCalendar): string | undefined {
  const calendar = calendarOf(contract, open);
  const today = calendar.dayOf(now.getTime());
  const sessions = calendar.sessionsOf(today);
  if (sessions === "unknown") return undefined;
  const [first] = sessions;
  return first !== undefined && first.openMs <= now.getTime() ? today : calendar.previousTradingDay(today);
}

/** The last trading days up to the newest, the oldest first; fewer where the calendar begins or ends. */
export function lastDays(contract: Dated, now: Date, count: number, open?: OpenCalendar): string[] {
  const calendar = calendarOf(contract, open);
  const days: string[] = [];
  let day = newestDay(contract, now, open);
  while (day !== undefined && days.length < count) {
    days.unshift(day);
    day = calendar.previousTradingDay(day);
  }
  return days;
}

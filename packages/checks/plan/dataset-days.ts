import { openCalendar, type Calendar } from "@mystocks/calendar";
import type { Contract } from "../contract/contract.ts";
import { alwaysOpen } from "./always-open.ts";
import { createZone } from "./zone.ts";

type Dated = Pick<Contract, "calendar" | "timeZone">;
type Due = Pick<Contract, "timeZone" | "availableAt" | "publishingLagSeconds">;
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

/** When a trading day's data has to be there, in Unix milliseconds; undefined where the calendar knows no session. */
export function dueAt(contract: Due, day: string, calendar: Calendar): number | undefined {
  const sessions = calendar.sessionsOf(day);
  const last = sessions === "unknown" ? undefined : sessions.at(-1);
  const { availableAt, publishingLagSeconds, timeZone } = contract;
  if (last === undefined) return undefined;
  if (availableAt === null) return last.closeMs + publishingLagSeconds * 1000;
  const [hours = 0, minutes = 0] = availableAt.split(":").map(Number);
  return createZone(timeZone).instantOf(day, hours * 60 + minutes);
}

/** The newest trading day whose data has to be there by now; undefined where the calendar does not know. */
export function newestDueDay(contract: Dated & Due, now: Date, open?: OpenCalendar): string | undefined {
  const calendar = calendarOf(contract, open);
  let day = newestDay(contract, now, open);
  while (day !== undefined && (dueAt(contract, day, calendar) ?? 0) > now.getTime())
    day = calendar.previousTradingDay(day);
  return day;
}

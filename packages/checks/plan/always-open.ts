import type { Calendar, Session } from "@mystocks/calendar";
import { createZone, dayAfter } from "./zone.ts";

const MS_PER_DAY = 86_400_000;
const FIRST = "1970-01-01";
const LAST = "2199-12-31";

/** The calendar of what never closes: every day from midnight to midnight, by arithmetic instead of a list of days. */
export function alwaysOpen(timeZone: string): Calendar {
  const zone = createZone(timeZone);
  const number = (day: string) => Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY;
  const text = (day: number) => new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
  const session = (day: string): Session => ({
    day,
    openMs: zone.instantOf(day, 0),
    closeMs: zone.instantOf(dayAfter(day), 0),
  });
  const dayBy = (day: string, days: number) => text(number(day) + days);
  return {
    mic: "NONE",
    name: "always open",
    timeZone,
    version: 1,
    firstDay: FIRST,
    horizon: LAST,
    daysLeft: (nowMs) => number(LAST) - number(zone.dayOf(nowMs)),
    dayOf: (instantMs) => zone.dayOf(instantMs),
    isTradingDay: () => "open",
    sessionsOf: (day) => [session(day)],
    isOpenAt: () => "open",
    nextSession: (instantMs) => session(dayBy(zone.dayOf(instantMs), 1)),
    previousSession: (instantMs) => session(dayBy(zone.dayOf(instantMs), -1)),
    nextTradingDay: (day) => dayBy(day, 1),
    previousTradingDay: (day) => dayBy(day, -1),
    tradingDays: (from, to) =>
      Array.from({ length: Math.max(0, number(to) - number(from) + 1) }, (_, index) => dayBy(from, index)),
    tradingDaysBetween: (from, to) => number(to) - number(from),
    tradingMillisecondsBetween: (fromMs, toMs) => toMs - fromMs,
    addTradingTime: (fromMs, tradingMs) => fromMs + tradingMs,
    ordinal: (day, within) => {
      const start =
        within === "month" ? `${day.slice(0, 7)}-01` : within === "year" ? `${day.slice(0, 4)}-01-01` : FIRST;
      return number(day) - number(start) + 1;
    },
  };
}

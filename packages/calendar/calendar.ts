import { readCalendarData, refuse } from "./calendar-data.ts";
import { dayNumber, formatDay } from "./civil-day.ts";
import { listTradingDays } from "./trading-days.ts";
import { createTradingClock } from "./trading-clock.ts";
import { createZoneClock } from "./zone-clock.ts";
import type { ZoneClock } from "./zone-clock.ts";

/** The data ends before the day or instant asked for: neither open nor closed, and never "a weekday". */
export type Unknown = "unknown";

/** One stretch of trading without a break: [openMs, closeMs) in Unix milliseconds. */
export interface Session {
  /** The exchange's local day, YYYY-MM-DD. */
  day: string;
  openMs: number;
  closeMs: number;
}

/**
 * Trading days and sessions of one exchange. Days are the exchange's own, "YYYY-MM-DD"; instants are Unix milliseconds.
 * Whatever needs a day that the data does not cover answers "unknown". Methods throw CALENDAR_DAY_INVALID for a text
 * that is no day.
 */
export interface Calendar {
  readonly mic: string;
  readonly name: string;
  readonly timeZone: string;
  readonly version: number;
  readonly firstDay: string;
  /** The last day known. */
  readonly horizon: string;
  /** Whole days from the local day of now to the horizon; negative beyond it. Alert when 30 or fewer are left. */
  daysLeft(nowMs: number): number;
  /** The exchange's local day of an instant. */
  dayOf(instantMs: number): string;
  isTradingDay(day: string): "open" | "closed" | Unknown;
  /** In order; empty on a closed day. */
  sessionsOf(day: string): readonly Session[] | Unknown;
  isOpenAt(instantMs: number): "open" | "closed" | Unknown;
  /** The first session that opens after the instant. */
  nextSession(instantMs: number): Session | Unknown;
  /** The last session that closed at the instant or before it. */
  previousSession(instantMs: number): Session | Unknown;
  /** undefined: unknown. */
  nextTradingDay(day: string): string | undefined;
  previousTradingDay(day: string): string | undefined;
  /** Trading days from one day to another, both included, in order. */
  tradingDays(fromDay: string, toDay: string): readonly string[] | Unknown;
  /** Trading days after `fromDay` up to and including `toDay`: how many trading days old. Negative the other way. */
  tradingDaysBetween(fromDay: string, toDay: string): number | Unknown;
  /** Milliseconds of open market from one instant to another. Negative the other way. */
  tradingMillisecondsBetween(fromMs: number, toMs: number): number | Unknown;
  /** The first instant at which that many milliseconds (≥ 0) of open market have passed since `fromMs`. */
  addTradingTime(fromMs: number, tradingMs: number): number | Unknown;
  /** 1 for the first trading day of the month, of the year or of the data; "closed" when it is none. */
  ordinal(day: string, within: "month" | "year" | "data"): number | "closed" | Unknown;
}

/** A calendar from the content of a data file, read once: keep it. Throws CALENDAR_DATA_INVALID. */
export function createCalendar(json: unknown): Calendar {
  const data = readCalendarData(json);
  const zone = openZone(data.timeZone);
  const days = listTradingDays(data);
  const [first, last] = [dayNumber(data.firstDay), dayNumber(data.lastDay)];
  const knows = (day: number) => day >= first && day <= last;
  const clock = createTradingClock({ days, zone, knows });

  /** Position of a known trading day. */
  function positionOf(day: number): number | "closed" | Unknown {
    if (!knows(day)) return "unknown";
    const position = days.positionFrom(day);
    return position < days.count && days.dayNumber(position) === day ? position : "closed";
  }
  function dayAtPosition(position: number): string | undefined {
    return position < 0 || position >= days.count ? undefined : formatDay(days.dayNumber(position));
  }
  function ordinal(day: string, within: "month" | "year" | "data"): number | "closed" | Unknown {
    const position = positionOf(dayNumber(day));
    if (typeof position === "string") return position;
    if (within === "data") return position + 1;
    const start = dayNumber(within === "month" ? `${day.slice(0, 7)}-01` : `${day.slice(0, 4)}-01-01`);
    return knows(start) ? position - days.positionFrom(start) + 1 : "unknown";
  }
  return {
    mic: data.mic,
    name: data.name,
    timeZone: data.timeZone,
    version: data.version,
    firstDay: data.firstDay,
    horizon: data.lastDay,
    daysLeft: (nowMs) => last - zone.dayNumberAt(nowMs),
    dayOf: (instantMs) => zone.dayAt(instantMs),
    isTradingDay(day) {
      const position = positionOf(dayNumber(day));
      return typeof position === "number" ? "open" : position;
    },
    sessionsOf(day) {
      const position = positionOf(dayNumber(day));
      if (position === "unknown") return "unknown";
      return position === "closed" ? [] : clock.sessions(position);
    },
    nextTradingDay: (day) =>
      knows(dayNumber(day)) ? dayAtPosition(days.positionFrom(dayNumber(day) + 1)) : undefined,
    previousTradingDay: (day) =>
      knows(dayNumber(day)) ? dayAtPosition(days.positionFrom(dayNumber(day)) - 1) : undefined,
    tradingDays(fromDay, toDay) {
      const [from, to] = [dayNumber(fromDay), dayNumber(toDay)];
      if (!knows(from) || !knows(to)) return "unknown";
      const found: string[] = [];
      for (let at = days.positionFrom(from); at < days.positionFrom(to + 1); at++)
        found.push(formatDay(days.dayNumber(at)));
      return found;
    },
    tradingDaysBetween(fromDay, toDay) {
      const [from, to] = [dayNumber(fromDay), dayNumber(toDay)];
      return knows(from) && knows(to) ? days.positionFrom(to + 1) - days.positionFrom(from + 1) : "unknown";
    },
    ordinal,
    isOpenAt: clock.isOpenAt,
    nextSession: clock.nextSession,
    previousSession: clock.previousSession,
    tradingMillisecondsBetween: clock.tradingMillisecondsBetween,
    addTradingTime: clock.addTradingTime,
  };
}

function openZone(timeZone: string): ZoneClock {
  try {
    return createZoneClock(timeZone);
  } catch {
    return refuse("timeZone", timeZone, "an IANA time zone");
  }
}

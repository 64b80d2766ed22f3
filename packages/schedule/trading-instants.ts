import type { Calendar } from "@mystocks/calendar";
import { MonitorError } from "@mystocks/runtime/errors";
import { causeText } from "./causes.ts";
import type { TradingDays } from "./definition.ts";
import type { Instant, NextInstant } from "./instants.ts";

const DAY_MS = 86_400_000;
/** An instant this far from the session would belong to another day. */
const MOST_MINUTES = 720;

type Standing =
  | { calendar: "open" }
  | { calendar: "closed"; cause: string; reopens?: Date }
  | { calendar: "unknown"; cause: string };

/** The same instants, each with what the calendar says of its day, which is the exchange's own. */
export function onTradingDays(next: NextInstant, calendar: Calendar, days: TradingDays): NextInstant {
  return (after) => {
    const found = next(after);
    return found && { at: found.at, ...standingOf(calendar, calendar.dayOf(found.at.getTime()), days) };
  };
}

export interface SessionSchedule {
  at: "open" | "close";
  afterMinutes: number;
  calendar: Calendar;
  days?: TradingDays;
}

/**
 * One instant on each chosen trading day, none on closed days. Nobody knows the session of an unknown day: there the
 * instant is the day's start, so that it shows as unknown while something can still be done.
 */
export function sessionInstants({ at, afterMinutes, calendar, days = "all" }: SessionSchedule): NextInstant {
  if (!Number.isFinite(afterMinutes) || Math.abs(afterMinutes) > MOST_MINUTES)
    throw new MonitorError("CONFIG_INVALID", `schedule afterMinutes: ${afterMinutes}`, {
      remedy: `Give minutes from -${MOST_MINUTES} (before) to ${MOST_MINUTES} (after).`,
    });
  const instantOn = (day: string): Instant | undefined => {
    const standing = standingOf(calendar, day, days);
    if (standing.calendar === "unknown") return { at: new Date(startOf(calendar, day)), ...standing };
    const sessions = standing.calendar === "open" ? calendar.sessionsOf(day) : [];
    if (sessions === "unknown" || sessions.length === 0) return undefined;
    const edgeMs = at === "open" ? sessions[0]!.openMs : sessions.at(-1)!.closeMs;
    return { at: new Date(edgeMs + afterMinutes * 60_000), ...standing };
  };
  return (after) => {
    // A day earlier: minutes before the open or after the close may lie on the neighbouring day.
    let day = shifted(calendar.dayOf(after.getTime()), -1);
    for (let looked = 0; looked < MOST_DAYS_APART; looked++, day = shifted(day, 1)) {
      const found = instantOn(day);
      if (found !== undefined && found.at > after) return found;
    }
    return undefined;
  };
}

/** Twice the longest month: the first trading day of the next month is nearer. */
const MOST_DAYS_APART = 62;

function standingOf(calendar: Calendar, day: string, days: TradingDays): Standing {
  const { mic, horizon, firstDay } = calendar;
  const unknown: Standing = {
    calendar: "unknown",
    cause: causeText("calendarEnds", { exchange: mic, day, from: firstDay, to: horizon }),
  };
  const isOpen = calendar.isTradingDay(day);
  if (isOpen === "unknown") return unknown;
  if (isOpen === "closed") return closed(calendar, day, causeText("closed", { exchange: mic, day }));
  if (days === "all") return { calendar: "open" };
  const isChosen = days === "first_of_month" ? isFirst(calendar, day) : isLast(calendar, day);
  if (isChosen === "unknown") return unknown;
  if (isChosen) return { calendar: "open" };
  const code = days === "first_of_month" ? "notFirst" : "notLast";
  return closed(calendar, day, causeText(code, { day, exchange: mic }));
}

function closed(calendar: Calendar, day: string, cause: string): Standing {
  const next = calendar.nextTradingDay(day);
  const reopens = next === undefined ? {} : { reopens: new Date(startOf(calendar, next)) };
  return { calendar: "closed", cause, ...reopens };
}

function isFirst(calendar: Calendar, day: string): boolean | "unknown" {
  const ordinal = calendar.ordinal(day, "month");
  return ordinal === "unknown" ? ordinal : ordinal === 1;
}

function isLast(calendar: Calendar, day: string): boolean | "unknown" {
  const next = calendar.nextTradingDay(day);
  if (next !== undefined) return next.slice(0, 7) !== day.slice(0, 7);
  // The data may end with the month: then no later day of it can be a trading day that is not known.
  return shifted(calendar.horizon, 1).slice(0, 7) === day.slice(0, 7) ? "unknown" : true;
}

function shifted(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The first minute of the exchange's day. */
function startOf(calendar: Calendar, day: string): number {
  const utcMs = Date.parse(`${day}T00:00:00Z`);
  let [before, from] = [utcMs - DAY_MS, utcMs + DAY_MS];
  while (from - before > 60_000) {
    const middle = Math.floor((before + from) / 120_000) * 60_000;
    if (calendar.dayOf(middle) >= day) from = middle;
    else before = middle;
  }
  return from;
}

import { Cron } from "croner";
import type { Calendar } from "@mystocks/calendar";
import { MonitorError } from "@mystocks/runtime/errors";
import type { Schedule } from "./definition.ts";
import { onTradingDays, sessionInstants } from "./trading-instants.ts";

/** A planned instant, and whether the calendar lets it run. `reopens`: when the next trading day begins, if known. */
export type Instant =
  | { at: Date; calendar: "open" }
  | { at: Date; calendar: "closed"; cause: string; reopens?: Date }
  | { at: Date; calendar: "unknown"; cause: string };

/** The first planned instant strictly after a time; undefined when there is none (30 February). */
export type NextInstant = (after: Date) => Instant | undefined;

/** Throws for a calendar that there is none of. */
export type OpenCalendar = (mic: string) => Calendar;

/**
 * The instants of a schedule. In a time zone's gap an instant falls on the first valid moment after it; in a
 * repeated hour fixed times run once and steps (every so many minutes) run in both. Throws CONFIG_INVALID.
 */
export function instantsOf(schedule: Schedule, calendars: OpenCalendar): NextInstant {
  if ("everySeconds" in schedule) return everySeconds(schedule.everySeconds);
  const calendar = schedule.calendar === undefined ? undefined : calendarOf(schedule.calendar, calendars);
  if ("at" in schedule) return sessionInstants({ ...schedule, calendar: calendar! });
  const next = cronInstants(schedule.cron, schedule.timeZone);
  if (calendar !== undefined) return onTradingDays(next, calendar, schedule.days ?? "all");
  if (schedule.days !== undefined)
    throw invalid("days: without a calendar there are no trading days", 'Add calendar, such as "XSHG".');
  return next;
}

/** The next `count` instants after a time, for people to see. */
export function upcoming(next: NextInstant, after: Date, count: number): Instant[] {
  const found: Instant[] = [];
  for (let one = next(after); one !== undefined && found.length < count; one = next(one.at)) found.push(one);
  return found;
}

function everySeconds(seconds: number): NextInstant {
  const everyMs = seconds * 1000;
  if (!Number.isInteger(everyMs) || everyMs <= 0)
    throw invalid(`everySeconds: ${seconds}`, "Give a number of seconds above 0.");
  return (after) => open(new Date((Math.floor(after.getTime() / everyMs) + 1) * everyMs));
}

function cronInstants(pattern: string, timezone: string): NextInstant {
  try {
    const cron = new Cron(pattern, { timezone, paused: true });
    // croner looks at the time zone only when it computes.
    cron.nextRun(new Date());
    return (after) => {
      const at = cron.nextRun(after);
      return at === null ? undefined : open(at);
    };
  } catch (cause) {
    const remedy = 'Write for example "30 15 * * 1-5" and "Asia/Shanghai".';
    throw invalid(`cron "${pattern}" in ${timezone}: ${(cause as Error).message}`, remedy, cause);
  }
}

function calendarOf(mic: string, calendars: OpenCalendar): Calendar {
  try {
    return calendars(mic);
  } catch (cause) {
    const { message, remedy } = cause as Error & { remedy?: string };
    throw invalid(`calendar: ${message}`, remedy, cause);
  }
}

const open = (at: Date): Instant => ({ at, calendar: "open" });

const invalid = (problem: string, remedy: string | undefined, cause?: unknown) =>
  new MonitorError("CONFIG_INVALID", `schedule ${problem}`, { cause, remedy });

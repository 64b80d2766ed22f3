import { CalendarError } from "./calendar-error.ts";

const MS_PER_DAY = 86_400_000;

/** Days since 1970-01-01 of a day "YYYY-MM-DD"; undefined when there is no such day. */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) || formatDay(ms / MS_PER_DAY) !== text ? undefined : ms / MS_PER_DAY;
}

/** As `parseDay`, for days that callers pass in. */
export function dayNumber(day: string): number {
  const number = parseDay(day);
  if (number !== undefined) return number;
  throw new CalendarError("CALENDAR_DAY_INVALID", `"${day}" is not a day`, {
    remedy: "give a day of the exchange's own time zone as YYYY-MM-DD",
  });
}

export function formatDay(number: number): string {
  return new Date(number * MS_PER_DAY).toISOString().slice(0, 10);
}

/** 1 is Monday, 7 is Sunday. */
export function isoWeekday(number: number): number {
  return ((((number + 3) % 7) + 7) % 7) + 1;
}

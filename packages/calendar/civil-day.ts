import { CalendarError } from "./calendar-error.ts";

const MS_PER_DAY = 86_400_000;

/** Days since 1970-01-01 of a day "YYYY-MM-DD"; undefined when there is no such day. */
export function parseDay(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [month, day] = [Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(Number(match[1]), month - 1, day));
  // A day that the month does not have would have rolled over.
  return date.getUTCMonth() + 1 === month && date.getUTCDate() === day
    ? date.getTime() / MS_PER_DAY
    : undefined;
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

import { formatDay } from "./civil-day.ts";

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;
/** Days whose offset is remembered: asking the runtime costs microseconds, and calendars ask for the same days. */
const MOST_DAYS = 20_000;

/** Wall clock of one time zone. Offsets come from the runtime's own time zone data, so daylight saving is its own. */
export interface ZoneClock {
  /** The local day of an instant, in days since 1970-01-01. */
  dayNumberAt(instantMs: number): number;
  dayAt(instantMs: number): string;
  /** The instant of a wall clock time. One that daylight saving skips is taken as if the clock had not moved. */
  instantOf(dayNumber: number, minuteOfDay: number): number;
}

/** Throws RangeError for a time zone that the runtime does not know. */
export function createZoneClock(timeZone: string): ZoneClock {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const byDay = new Map<number, number | undefined>();
  /** The offset of a whole day in UTC; undefined on a day on which it changes. */
  function offsetOfDay(utcDay: number): number | undefined {
    if (byDay.has(utcDay)) return byDay.get(utcDay);
    const [first, last] = [askOffset(utcDay * MS_PER_DAY), askOffset((utcDay + 1) * MS_PER_DAY - 1)];
    if (byDay.size >= MOST_DAYS) byDay.clear();
    const offset = first === last ? first : undefined;
    byDay.set(utcDay, offset);
    return offset;
  }
  const offsetAt = (instantMs: number) =>
    offsetOfDay(Math.floor(instantMs / MS_PER_DAY)) ?? askOffset(instantMs);
  function askOffset(instantMs: number): number {
    const wall: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instantMs)) wall[type] = Number(value);
    const asUtc = Date.UTC(
      wall["year"]!,
      wall["month"]! - 1,
      wall["day"],
      wall["hour"],
      wall["minute"],
      wall["second"],
    );
    return asUtc - Math.floor(instantMs / 1000) * 1000;
  }
  function instantOf(dayNumber: number, minuteOfDay: number): number {
    const wallMs = dayNumber * MS_PER_DAY + minuteOfDay * MS_PER_MINUTE;
    // The first guess can lie on the other side of a change of the clock, the second cannot.
    const guess = wallMs - offsetAt(wallMs);
    return wallMs - offsetAt(guess);
  }
  const dayNumberAt = (instantMs: number) => Math.floor((instantMs + offsetAt(instantMs)) / MS_PER_DAY);
  return { dayNumberAt, dayAt: (instantMs) => formatDay(dayNumberAt(instantMs)), instantOf };
}

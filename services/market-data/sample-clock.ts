/**
 * The sample market trades around the clock and on every calendar day of Asia/Shanghai, so that a session runs
 * whenever somebody looks. Each of its days replays one trading day of the price history: the day `anchorDay`
 * replays the bar at `anchorIndex`, the next day the next bar. The shift is kept in the database by the first load.
 */
export interface SampleShift {
  /** Days since 1970-01-01, in Asia/Shanghai. */
  anchorDay: number;
  /** Position in the source's daily bars, oldest first. */
  anchorIndex: number;
}

export interface SampleMoment {
  /** Days since 1970-01-01, in Asia/Shanghai. */
  day: number;
  /** How much of the day has passed, in [0, 1). */
  fraction: number;
}

const DAY_MS = 86_400_000;
const SHANGHAI_AHEAD_MS = 8 * 3_600_000;

/** Source days left to replay after the first load: one a day until the history must be loaded afresh. */
export const RESERVED_DAYS = 250;

export function momentOf(now: Date): SampleMoment {
  const shanghaiMs = now.getTime() + SHANGHAI_AHEAD_MS;
  const day = Math.floor(shanghaiMs / DAY_MS);
  return { day, fraction: (shanghaiMs - day * DAY_MS) / DAY_MS };
}

/** The shift of a first load at `now`: today replays the first of the reserved bars. */
export function firstShift(now: Date, sourceBars: number): SampleShift {
  return { anchorDay: momentOf(now).day, anchorIndex: Math.max(0, sourceBars - RESERVED_DAYS) };
}

/** The source bar that a sample day replays, or undefined before and after the history. */
export function sourceIndexOf(shift: SampleShift, day: number, sourceBars: number): number | undefined {
  const index = shift.anchorIndex + day - shift.anchorDay;
  return index >= 0 && index < sourceBars ? index : undefined;
}

/** The sample day that replays a source bar. */
export function dayOf(shift: SampleShift, sourceIndex: number): number {
  return shift.anchorDay + sourceIndex - shift.anchorIndex;
}

/** `2026-11-24` for a number of days since 1970-01-01. */
export function dateText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function dayOfDate(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
}

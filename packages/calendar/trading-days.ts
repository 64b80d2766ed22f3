import { parseSession } from "./calendar-data.ts";
import type { CalendarData, SessionMinutes } from "./calendar-data.ts";
import { isoWeekday, parseDay } from "./civil-day.ts";

const MS_PER_MINUTE = 60_000;

/** All trading days that the data knows, in order. A position is the index in that order. */
export interface TradingDays {
  readonly count: number;
  dayNumber(position: number): number;
  minutes(position: number): readonly SessionMinutes[];
  /** Position of the first trading day that is `dayNumber` or later; `count` if there is none. */
  positionFrom(dayNumber: number): number;
  /** Milliseconds of trading on all days before the position. */
  tradedBefore(position: number): number;
}

export function listTradingDays(data: CalendarData): TradingDays {
  const closed = new Set(data.closed.map((day) => parseDay(day)!));
  const special = new Map(
    Object.entries(data.special).map(([day, hours]) => [parseDay(day)!, parsed(hours)]),
  );
  const hours = data.hours.map(({ from, sessions }) => ({
    from: parseDay(from)!,
    sessions: parsed(sessions),
  }));
  const weekdays = new Set(data.weekdays);
  const dayNumbers: number[] = [];
  const minutes: (readonly SessionMinutes[])[] = [];
  const tradedBefore = [0];
  let regime = 0;
  for (let day = parseDay(data.firstDay)!; day <= parseDay(data.lastDay)!; day++) {
    while (regime + 1 < hours.length && hours[regime + 1]!.from <= day) regime++;
    const isRegular = weekdays.has(isoWeekday(day)) && !closed.has(day);
    const sessions = special.get(day) ?? (isRegular ? hours[regime]!.sessions : undefined);
    if (sessions === undefined) continue;
    dayNumbers.push(day);
    minutes.push(sessions);
    tradedBefore.push(tradedBefore.at(-1)! + durationMs(sessions));
  }
  return {
    count: dayNumbers.length,
    dayNumber: (position) => dayNumbers[position]!,
    minutes: (position) => minutes[position]!,
    positionFrom: (dayNumber) => lowerBound(dayNumbers, dayNumber),
    tradedBefore: (position) => tradedBefore[position]!,
  };
}

/** Index of the first value that is `bound` or more in a rising list. */
function lowerBound(values: readonly number[], bound: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function parsed(sessions: readonly string[]): SessionMinutes[] {
  return sessions.map((session) => parseSession(session)!);
}

function durationMs(sessions: readonly SessionMinutes[]): number {
  return (
    sessions.reduce((sum, { openMinute, closeMinute }) => sum + (closeMinute - openMinute), 0) * MS_PER_MINUTE
  );
}

import type { Calendar, Session } from "./calendar.ts";
import { formatDay } from "./civil-day.ts";
import type { TradingDays } from "./trading-days.ts";
import type { ZoneClock } from "./zone-clock.ts";

interface Parts {
  days: TradingDays;
  zone: ZoneClock;
  /** Whether the data covers a local day. */
  knows: (dayNumber: number) => boolean;
}

type TradingClock = Pick<
  Calendar,
  "isOpenAt" | "nextSession" | "previousSession" | "tradingMillisecondsBetween" | "addTradingTime"
> & {
  /** Sessions of the trading day at a position. */
  sessions(position: number): readonly Session[];
};

/** Trading as a clock that runs while the exchange is open: questions about instants. */
export function createTradingClock({ days, zone, knows }: Parts): TradingClock {
  // At most one entry a trading day of the data: time zone arithmetic is the slow part.
  const cache = new Map<number, readonly Session[]>();
  function sessions(position: number): readonly Session[] {
    const cached = cache.get(position);
    if (cached !== undefined) return cached;
    const number = days.dayNumber(position);
    const made = days.minutes(position).map(({ openMinute, closeMinute }) => ({
      day: formatDay(number),
      openMs: zone.instantOf(number, openMinute),
      closeMs: zone.instantOf(number, closeMinute),
    }));
    cache.set(position, made);
    return made;
  }
  function isOpenAt(instantMs: number) {
    const day = zone.dayNumberAt(instantMs);
    if (!knows(day)) return "unknown";
    const position = days.positionFrom(day);
    if (position === days.count || days.dayNumber(position) !== day) return "closed";
    const isOpen = sessions(position).some(
      ({ openMs, closeMs }) => openMs <= instantMs && instantMs < closeMs,
    );
    return isOpen ? "open" : "closed";
  }
  function nextSession(instantMs: number) {
    const day = zone.dayNumberAt(instantMs);
    if (!knows(day)) return "unknown";
    for (let position = days.positionFrom(day); position < days.count; position++) {
      const session = sessions(position).find(({ openMs }) => openMs > instantMs);
      if (session !== undefined) return session;
    }
    return "unknown";
  }
  function previousSession(instantMs: number) {
    const day = zone.dayNumberAt(instantMs);
    if (!knows(day)) return "unknown";
    for (let position = days.positionFrom(day + 1) - 1; position >= 0; position--) {
      const session = sessions(position).findLast(({ closeMs }) => closeMs <= instantMs);
      if (session !== undefined) return session;
    }
    return "unknown";
  }
  /** Milliseconds of trading from the data's first day to the instant. */
  function tradedUntil(instantMs: number): number | "unknown" {
    const day = zone.dayNumberAt(instantMs);
    if (!knows(day)) return "unknown";
    const position = days.positionFrom(day);
    const before = days.tradedBefore(position);
    if (position === days.count || days.dayNumber(position) !== day) return before;
    return sessions(position).reduce(
      (sum, { openMs, closeMs }) => sum + Math.max(0, Math.min(instantMs, closeMs) - openMs),
      before,
    );
  }
  function tradingMillisecondsBetween(fromMs: number, toMs: number) {
    const [from, to] = [tradedUntil(fromMs), tradedUntil(toMs)];
    return from === "unknown" || to === "unknown" ? "unknown" : to - from;
  }
  function addTradingTime(fromMs: number, tradingMs: number) {
    if (!(tradingMs >= 0))
      throw new RangeError(`addTradingTime: ${tradingMs} is not a duration of 0 ms or more`);
    const from = tradedUntil(fromMs);
    if (from === "unknown") return "unknown";
    if (tradingMs === 0) return fromMs;
    const position = positionWhere(days, from + tradingMs);
    if (position === undefined) return "unknown";
    let rest = from + tradingMs - days.tradedBefore(position);
    for (const { openMs, closeMs } of sessions(position)) {
      if (rest <= closeMs - openMs) return openMs + rest;
      rest -= closeMs - openMs;
    }
    return "unknown";
  }
  return { sessions, isOpenAt, nextSession, previousSession, tradingMillisecondsBetween, addTradingTime };
}

/** The trading day in which the total of trading reaches `tradedMs`. */
function positionWhere(days: TradingDays, tradedMs: number): number | undefined {
  let [low, high] = [0, days.count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (days.tradedBefore(middle + 1) < tradedMs) low = middle + 1;
    else high = middle;
  }
  return low === days.count ? undefined : low;
}

import type { SpecOf } from "../contract/check-spec.ts";
import type { Scope } from "../plan/scope.ts";
import { dayOf, localTime, nowFor } from "../plan/where.ts";
import { allOf, anyOf, column, sql, value, type Fragment } from "../sql/fragment.ts";

/** Clocks of two machines differ by less. */
export const CLOCK_SKEW_MS = 5_000;

/** Bars of a time that has not come; 'infinity' is one of them. */
export function futureRows(scope: Scope): Fragment {
  return sql`${column(scope.contract.time!.name)} > ${nowFor(scope, CLOCK_SKEW_MS)}`;
}

export function expiredRows({ days }: SpecOf<"retention">, scope: Scope): Fragment {
  // A day of grace: partitions are dropped whole.
  const oldest = new Date(scope.now.getTime() - (days + 1) * 86_400_000).toISOString().slice(0, 10);
  return sql`${dayOf(scope)} < ${value(oldest, "date")}`;
}

/** Trading days that the run can meet; `unknown` where it is about days the calendar has not. */
export function openDays({ calendar, partition, today }: Scope): readonly string[] | "unknown" {
  const from = partition?.from ?? calendar.firstDay;
  const to = partition?.to ?? (today < calendar.horizon ? calendar.horizon : today);
  return from < calendar.firstDay && partition === undefined
    ? calendar.tradingDays(calendar.firstDay, to)
    : calendar.tradingDays(from, to);
}

/** Rows of a day on which nothing was traded. Days before the calendar begins are not judged. */
export function closedDayRows(scope: Scope, open: readonly string[]): Fragment {
  const { firstDay, horizon } = scope.calendar;
  const day = dayOf(scope);
  return sql`(${day} BETWEEN ${value(firstDay, "date")} AND ${value(horizon, "date")} AND ${day} <> ALL (${value(open, "date[]")}))`;
}

/** Rows of a trading day that are outside its sessions: the lunch break, before the open, after the close. */
export function outsideSessions(spec: SpecOf<"sessions">, scope: Scope, open: readonly string[]): Fragment {
  const patterns = patternsOf(scope, open);
  const [common, ...others] = [...patterns.values()].sort((a, b) => b.days.length - a.days.length);
  if (common === undefined) return sql`false`;
  const day = dayOf(scope);
  const time = sql`${localTime(scope)}::time`;
  const special = others.flatMap(({ days }) => days);
  const isSpecial = sql`${day} = ANY (${value(special, "date[]")})`;
  const usual = special.length === 0 ? sql`true` : sql`NOT ${isSpecial}`;
  const isOpen = sql`${day} = ANY (${value(open, "date[]")})`;
  return anyOf([
    sql`(${isOpen} AND ${usual} AND NOT ${within(spec, time, common.sessions)})`,
    ...others.map(
      ({ days, sessions }) =>
        sql`(${day} = ANY (${value(days, "date[]")}) AND NOT ${within(spec, time, sessions)})`,
    ),
  ]);
}

interface Pattern {
  days: string[];
  /** Local times, `09:30:00`. */
  sessions: { open: string; close: string }[];
}

function patternsOf({ calendar, contract }: Scope, days: readonly string[]): Map<string, Pattern> {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: contract.timeZone,
    hourCycle: "h23",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const patterns = new Map<string, Pattern>();
  for (const day of days) {
    const known = calendar.sessionsOf(day);
    if (known === "unknown") continue;
    const sessions = known.map(({ openMs, closeMs }) => ({
      open: clock.format(openMs),
      close: clock.format(closeMs),
    }));
    const key = JSON.stringify(sessions);
    const pattern = patterns.get(key) ?? { days: [], sessions };
    pattern.days.push(day);
    patterns.set(key, pattern);
  }
  return patterns;
}

/** A bar stamped with its close ends a session and never begins one; one stamped with its open the other way. */
function within(
  { stamp, graceSeconds }: SpecOf<"sessions">,
  time: Fragment,
  sessions: Pattern["sessions"],
): Fragment {
  const grace = sql`make_interval(secs => ${value(graceSeconds, "float8")})`;
  return anyOf(
    sessions.map(({ open, close }) => {
      // Midnight is the end of the day here, and 00:00 compares as its beginning.
      const end = close === "00:00:00" ? "24:00:00" : close;
      const [from, to] = [
        sql`(${value(open, "text")}::time::interval - ${grace})`,
        sql`(${value(end, "text")}::time::interval + ${grace})`,
      ];
      const at = sql`(${time})::interval`;
      return allOf([
        stamp === "close" ? sql`${at} > ${from}` : sql`${at} >= ${from}`,
        stamp === "open" ? sql`${at} < ${to}` : sql`${at} <= ${to}`,
      ]);
    }),
  );
}

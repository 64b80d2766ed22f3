import type { Outcome } from "../judge/outcome.ts";
import { CLOCK_SKEW_MS } from "../rows/days.ts";
import { column, sql, value, type Fragment } from "../sql/fragment.ts";
import { calendarUnknown } from "./calendar-unknown.ts";
import { emptyOutcome } from "./empty.ts";
import type { Scope } from "./scope.ts";
import { nowFor } from "./where.ts";

/** The newest bar time that is not of the future: a row of 2099 hides nothing. */
export function newest(scope: Scope): Fragment {
  const { name } = scope.contract.time!;
  const time = column(name);
  // '-infinity' is no bar, and no number of seconds.
  const isBar = sql`isfinite(${time}) AND ${time} <= ${nowFor(scope, CLOCK_SKEW_MS)}`;
  const latest = sql`max(${time}) FILTER (WHERE ${isBar})`;
  if (scope.boundTypeOf(name) === "date") return sql`${latest}::text`;
  const absolute =
    scope.boundTypeOf(name) === "timestamptz"
      ? latest
      : sql`(${latest} AT TIME ZONE ${value(scope.contract.timeZone, "text")})`;
  return sql`(extract(epoch FROM ${absolute}) * 1000)::bigint`;
}

/** `at` is a day, or Unix milliseconds as the driver gives a bigint. */
export function freshnessOutcome(scope: Scope, at: unknown): Outcome {
  if (typeof at !== "string" && typeof at !== "number") return noBarYet(scope) ?? emptyOutcome(scope);
  return /^\d{4}-/.test(`${at}`) ? daysLate(scope, `${at}`) : instantsOld(scope, Number(at));
}

/** A trading day that has begun without a bar is as late as it is old: its close is not waited for. */
function noBarYet(scope: Scope): Outcome | undefined {
  const { contract, calendar, partition, now } = scope;
  if (partition === undefined || scope.boundTypeOf(contract.time!.name) === "date") return undefined;
  const ageMs = calendar.tradingMillisecondsBetween(scope.boundsOf(partition.from).fromMs, now.getTime());
  if (ageMs === "unknown" || ageMs <= 0) return undefined;
  return { measured: Math.round(ageMs / 1000), reason: "noBarYet", params: { day: partition.to } };
}

/** Age in seconds of open market: a night, a lunch break and a holiday make nothing old. */
function instantsOld(scope: Scope, newestMs: number): Outcome {
  const ageMs = scope.calendar.tradingMillisecondsBetween(newestMs, scope.now.getTime());
  if (ageMs === "unknown") return calendarUnknown(scope);
  const seconds = Math.max(0, Math.round(ageMs / 1000));
  return { measured: seconds, reason: "fresh", params: { newest: new Date(newestMs).toISOString() } };
}

/** Seconds since the first trading day that is not there was due; 0 while nothing is due. */
function daysLate(scope: Scope, newestDay: string): Outcome {
  const missing = scope.calendar.nextTradingDay(newestDay);
  if (missing === undefined) return calendarUnknown(scope);
  const dueMs = scope.dueAt(missing);
  if (dueMs === undefined) return calendarUnknown(scope);
  const lateMs = Math.max(0, scope.now.getTime() - dueMs);
  return {
    measured: Math.round(lateMs / 1000),
    reason: lateMs > 0 ? "late" : "onTime",
    params: { newest: newestDay, missing, due: new Date(dueMs).toISOString() },
  };
}

import type { Check } from "../contract/contract.ts";
import type { SpecOf } from "../contract/check-spec.ts";
import type { Outcome } from "../judge/outcome.ts";
import { column, sql, type Fragment } from "../sql/fragment.ts";
import { calendarUnknown } from "./calendar-unknown.ts";
import { emptyOutcome } from "./empty.ts";
import type { Scope } from "./scope.ts";

type BaselineSpec = SpecOf<"rowCountChange"> | SpecOf<"volumeAnomaly">;

/** Checks that compare a trading day with accepted days before it. */
export function baselineCheck(
  { id, spec }: Check & { spec: BaselineSpec },
  scope: Scope,
): { aggregate: Fragment; decide: (value: unknown) => Outcome } {
  const aggregate = spec.kind === "rowCountChange" ? sql`count(*)` : sql`sum(${column(spec.column)})::float8`;
  return { aggregate, decide: (value) => compared(id, spec, scope, Number(value ?? 0)) };
}

function compared(id: string, spec: BaselineSpec, scope: Scope, found: number): Outcome {
  const day = scope.partition?.to;
  if (day === undefined || scope.partition!.from !== day)
    return { verdict: "skipped", reason: "needsPartition" };
  const isOpen = scope.calendar.isTradingDay(day);
  if (isOpen === "unknown") return calendarUnknown(scope);
  if (isOpen === "closed") return { verdict: "skipped", reason: "emptyClosedDay", params: { day } };
  if (found === 0 && spec.kind === "rowCountChange") return emptyOutcome(scope);
  const past = comparableDays(id, spec, scope, day);
  if (past === "unknown") return calendarUnknown(scope);
  if (past.length < spec.atLeast)
    return {
      verdict: "skipped",
      reason: "historyShort",
      params: { count: past.length, needed: spec.atLeast, total: found },
    };
  const usual = median(past);
  return spec.kind === "rowCountChange" ? changeOutcome(found, usual) : anomalyOutcome(found, usual, past);
}

function changeOutcome(found: number, usual: number): Outcome {
  const percent = usual === 0 ? (found === 0 ? 0 : 100) : Math.abs(found / usual - 1) * 100;
  return {
    measured: rounded(percent),
    totalRows: found,
    reason: "rowCountChange",
    params: { rows: found, usual },
  };
}

function anomalyOutcome(found: number, usual: number, past: readonly number[]): Outcome {
  const deviation = median(past.map((value) => Math.abs(value - usual)));
  // A constant past has a deviation of 0, and the next change would be infinitely unusual.
  const floor = Math.max(deviation, Math.abs(usual) * 0.01, Number.MIN_VALUE);
  const score = (0.6745 * Math.abs(found - usual)) / floor;
  return { measured: rounded(score), reason: "volumeAnomaly", params: { total: found, usual } };
}

/** Accepted values of the last sessions; of the same session of week or month, counted among trading days. */
function comparableDays(id: string, spec: BaselineSpec, scope: Scope, day: string): number[] | "unknown" {
  const { calendar } = scope;
  const season = spec.kind === "volumeAnomaly" ? spec.season : "none";
  const ordinal = ordinalOf(scope, day, season);
  if (ordinal === "unknown") return "unknown";
  return (scope.history[id] ?? [])
    .filter((entry) => {
      const age = calendar.tradingDaysBetween(entry.day, day);
      return typeof age === "number" && age > 0 && age <= spec.sessions;
    })
    .filter((entry) => season === "none" || ordinalOf(scope, entry.day, season) === ordinal)
    .map(({ value }) => value);
}

function ordinalOf({ calendar }: Scope, day: string, season: "none" | "week" | "month"): number | "unknown" {
  if (season === "none") return 0;
  if (season === "month") {
    const ordinal = calendar.ordinal(day, "month");
    return ordinal === "closed" ? "unknown" : ordinal;
  }
  const date = new Date(`${day}T00:00:00Z`);
  const monday = new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * 86_400_000);
  const days = calendar.tradingDays(monday.toISOString().slice(0, 10), day);
  return days === "unknown" ? "unknown" : days.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

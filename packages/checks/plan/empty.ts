import type { Outcome } from "../judge/outcome.ts";
import { calendarUnknown } from "./calendar-unknown.ts";
import type { Scope } from "./scope.ts";

/** What no rows at all mean: a failure on a trading day whose data is due, nothing on a closed one. */
export function emptyOutcome(scope: Scope): Outcome {
  const { calendar, partition, today } = scope;
  const [from, to] = [partition?.from ?? today, partition?.to ?? today];
  const open = calendar.tradingDays(from, to);
  if (open === "unknown") return calendarUnknown(scope);
  const [first] = open;
  if (first === undefined) return { verdict: "skipped", reason: "emptyClosedDay", params: { day: to } };
  const waiting = partition === undefined ? undefined : notDue(scope);
  return waiting ?? { verdict: "fail", reason: "emptyOpenDay", params: { day: first }, totalRows: 0 };
}

/** Set where none of the partition's data has to be there yet. */
export function notDue(scope: Scope): Outcome | undefined {
  const { calendar, partition, now } = scope;
  if (partition === undefined) return undefined;
  const open = calendar.tradingDays(partition.from, partition.to);
  if (open === "unknown" || open[0] === undefined) return undefined;
  const dueMs = scope.dueAt(open[0]);
  if (dueMs === undefined || dueMs <= now.getTime()) return undefined;
  return {
    verdict: "skipped",
    reason: "notDue",
    params: { day: open[0], due: new Date(dueMs).toISOString() },
  };
}

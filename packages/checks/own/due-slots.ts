import type { SpecOf } from "../contract/check-spec.ts";
import type { Scope } from "../plan/scope.ts";

/** Trading days of the run whose data has to be there, and for bars those that have begun. */
export function dueDays(spec: SpecOf<"gaps">, scope: Scope): readonly string[] | "unknown" {
  const { calendar, partition, today, now } = scope;
  const first = partition?.from ?? calendar.firstDay;
  const last = partition?.to ?? today;
  const known = calendar.tradingDays(first, last);
  if (known === "unknown") return "unknown";
  const begun = spec.barMinutes !== undefined;
  // Only the latest days can be early for their data.
  const looked = partition === undefined ? known.slice(-(spec.sessions + 10)) : known;
  const due = looked.filter((day) => begun || (scope.dueAt(day) ?? Infinity) <= now.getTime());
  return partition === undefined ? due.slice(-spec.sessions) : due;
}

export function nothingDue({ partition, today }: Scope) {
  const day = partition?.to ?? today;
  return { verdict: "skipped", reason: "emptyClosedDay", params: { day } } as const;
}

/** The instants at which a bar of each session is due by now. */
export function barsOf(
  { stamp }: SpecOf<"gaps">,
  minutes: number,
  scope: Scope,
  days: readonly string[],
): string[] {
  const latestMs = scope.now.getTime() - scope.contract.publishingLagSeconds * 1000;
  const stepMs = minutes * 60_000;
  return days.flatMap((day) => {
    const sessions = scope.calendar.sessionsOf(day);
    return (sessions === "unknown" ? [] : sessions).flatMap(({ openMs, closeMs }) => {
      const count = Math.floor((closeMs - openMs) / stepMs);
      const first = stamp === "open" ? openMs : openMs + stepMs;
      return Array.from({ length: count }, (_, index) => first + index * stepMs)
        .filter((at) => at <= latestMs)
        .map((at) => new Date(at).toISOString());
    });
  });
}

import type { Calendar } from "@mystocks/calendar";
import type { AlertingRule } from "./rule.ts";

/** The calendar of a market identifier code; undefined when there is none. */
export type Calendars = (mic: string) => Calendar | undefined;

/** Measures how long a condition has lasted: by the clock, or in the trading time of the rule's exchange. */
export interface Stopwatch {
  elapsedMs(fromMs: number, toMs: number): number;
  /** Why it had to fall back on the clock; undefined when it did not. */
  fault(): string | undefined;
}

/**
 * Where the calendar is missing or ends, the clock's time counts: an alert then comes too early rather than never, and
 * the fault says so.
 */
export function stopwatchOf({ policy }: AlertingRule, calendars: Calendars): Stopwatch {
  const mic = policy.calendar;
  if (mic === undefined) return { elapsedMs: (fromMs, toMs) => toMs - fromMs, fault: () => undefined };
  const calendar = calendars(mic);
  let fault = calendar === undefined ? `there is no calendar ${mic}: the time is the clock's` : undefined;
  return {
    elapsedMs(fromMs, toMs) {
      const traded = calendar?.tradingMillisecondsBetween(fromMs, toMs) ?? "unknown";
      if (traded !== "unknown") return traded;
      fault ??= `calendar ${mic} ends on ${calendar?.horizon}: the time is the clock's`;
      return toMs - fromMs;
    },
    fault: () => fault,
  };
}

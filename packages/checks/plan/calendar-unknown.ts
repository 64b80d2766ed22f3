import type { Outcome } from "../judge/outcome.ts";
import type { Scope } from "./scope.ts";

/** Neither open nor closed: a calendar that has not been renewed is a fault, never "a weekday". */
export function calendarUnknown({ contract, calendar, partition, today }: Scope): Outcome {
  return {
    verdict: "error",
    reason: "calendarUnknown",
    params: { calendar: contract.calendar ?? "none", horizon: calendar.horizon, day: partition?.to ?? today },
  };
}

import type { StoredAlert } from "@mystocks/store/alerting";
import type { OutsideAlert } from "./outside-alert.ts";

/** begin: a new episode, told. repeat: only counted. end: told. Otherwise nothing happens, and why. */
type OutsideDecision =
  | { do: "begin" | "repeat" | "end" }
  | { do: "nothing"; why: "heard before" | "never fired here" | "of an episode that is over" };

/**
 * Of several Alertmanagers one may be so much behind another: it waits for the others, and tries again for as long as
 * a group's interval. After that, an alert that starts before its last end goes on: Prometheus was only out of sight.
 */
const BEHIND_MS = 6 * 60_000;

const nothing = (why: Extract<OutsideDecision, { do: "nothing" }>["why"]) =>
  ({ do: "nothing", why }) as const;

/** What an alert that is told means, after the newest episode of the same fingerprint. */
export function decideOutside(
  alert: Pick<OutsideAlert, "atMs" | "startedMs" | "endedMs">,
  newest: Pick<StoredAlert, "condition" | "activeSinceMs" | "resolvedAtMs" | "lastSeenMs"> | undefined,
): OutsideDecision {
  const { atMs, startedMs, endedMs } = alert;
  const isOver = newest === undefined || newest.condition === "resolved";
  if (endedMs !== null) {
    if (isOver) return nothing("never fired here");
    return endedMs < newest.activeSinceMs ? nothing("of an episode that is over") : { do: "end" };
  }
  if (newest === undefined) return { do: "begin" };
  if (!isOver) return atMs <= newest.lastSeenMs ? nothing("heard before") : { do: "repeat" };
  const isBehind = startedMs < (newest.resolvedAtMs ?? 0) && atMs - newest.lastSeenMs < BEHIND_MS;
  return isBehind ? nothing("of an episode that is over") : { do: "begin" };
}

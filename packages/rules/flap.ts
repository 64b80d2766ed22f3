import type { AlertState } from "./alert.ts";
import type { FlapPolicy } from "./rule.ts";

/** Whether the firings, the newest included, are so many within the time that the alert flaps. */
export function startsFlapping(
  firingsMs: readonly number[],
  { firings, withinMs }: FlapPolicy,
  atMs: number,
): boolean {
  return firingsMs.filter((firedMs) => atMs - firedMs < withinMs).length >= firings;
}

/** The alert once it has been quiet: the firings that made it flap are used up. */
export function endFlapping(alert: AlertState): AlertState {
  return alert.flapping ? { ...alert, flapping: false, recentFiringsMs: [] } : alert;
}

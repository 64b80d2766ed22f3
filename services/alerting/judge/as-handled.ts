import type { AlertEvent } from "@mystocks/events";
import type { AlertState } from "@mystocks/rules";

/** The judge's memory of an alert after somebody has handled it; undefined for what rules did, or others see only. */
export function asHandled({
  actor,
  kind,
  atMs,
  alert: { acknowledgedUntilMs },
}: AlertEvent): ((alert: AlertState) => AlertState) | undefined {
  if (actor === null) return undefined;
  if (kind === "acknowledged") {
    const until = acknowledgedUntilMs === null ? {} : { untilMs: acknowledgedUntilMs };
    const acknowledgement = { by: actor, atMs, comment: "", ...until };
    return (alert) => ({ ...alert, handling: "acknowledged", acknowledgement });
  }
  if (kind === "acknowledgement_ended") return reopened;
  if (kind === "closed") {
    const closing = { atMs, reason: "by hand", by: actor } as const;
    return (alert) => ({ ...alert, handling: "closed", closing });
  }
  return undefined;
}

function reopened(alert: AlertState): AlertState {
  const open: AlertState = { ...alert, handling: "open" };
  delete open.acknowledgement;
  return open;
}

import type { AlertEvent } from "@mystocks/events";
import type { AlertState, RuleState } from "@mystocks/rules";
import type { StoredAlert } from "@mystocks/store/alerting";
import { fingerprintOf } from "./alert-row.ts";

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

/**
 * What people did while nobody judged, or was not saved with the state, is in the alert's row. `live`: rows of alerts
 * that have not ended, by fingerprint.
 */
export function asPeopleLeftIt(
  ruleId: string,
  state: RuleState,
  live: ReadonlyMap<string, StoredAlert>,
): RuleState {
  const alerts = Object.entries(state.alerts).map(([key, alert]) => {
    const row = live.get(fingerprintOf(ruleId, alert.labels));
    return [key, row === undefined || alert.condition === "resolved" ? alert : asStored(alert, row)] as const;
  });
  return { ...state, alerts: Object.fromEntries(alerts) };
}

function asStored(alert: AlertState, row: StoredAlert): AlertState {
  const { handling, acknowledgedBy: by, acknowledgedAtMs: atMs, acknowledgedUntilMs: untilMs } = row;
  if (handling === "open" || alert.handling === "closed")
    return alert.handling === "closed" ? alert : reopened(alert);
  if (handling === "closed")
    return {
      ...alert,
      handling,
      closing: {
        atMs: row.closedAtMs ?? 0,
        reason: "by hand",
        ...(row.closedBy !== null && { by: row.closedBy }),
      },
    };
  const until = untilMs === null ? {} : { untilMs };
  return { ...alert, handling, acknowledgement: { by: by ?? "", atMs: atMs ?? 0, comment: "", ...until } };
}

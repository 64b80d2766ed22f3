import { because, becauseOf } from "@mystocks/rules";
import { MonitorError } from "@mystocks/runtime";
import type { StoredAlert } from "@mystocks/store/alerting";
import { handlingOf, type AlertChange } from "./change-alert.ts";

/** Somebody takes the alert on. It opens again after `forMs`, when that is given and the alert still fires. */
export function acknowledgement(
  actor: string,
  { comment, forMs }: { comment: string; forMs?: number },
  nowMs: number,
): AlertChange {
  return {
    kind: "acknowledged",
    actor,
    why: becauseOf(actor, comment),
    receivers: [],
    change: (alert) => ({
      ...handlingOf(refuseClosed(alert)),
      handling: "acknowledged",
      acknowledgedBy: actor,
      acknowledgedAtMs: nowMs,
      acknowledgedUntilMs: forMs === undefined ? null : nowMs + forMs,
      notes: comment === "" ? alert.notes : comment,
    }),
  };
}

/** The acknowledgement is taken back. */
export function reopening(actor: string): AlertChange {
  return {
    kind: "acknowledgement_ended",
    actor,
    why: because("by", { actor }),
    receivers: [],
    change: (alert) => ({
      ...handlingOf(refuseClosed(alert)),
      handling: "open",
      acknowledgedBy: null,
      acknowledgedAtMs: null,
      acknowledgedUntilMs: null,
    }),
  };
}

export function assignment(actor: string, assignee: string | null): AlertChange {
  return {
    kind: "assigned",
    actor,
    why: assignee === null ? because("unassigned", { actor }) : because("assigned", { assignee, actor }),
    receivers: [],
    change: (alert) => ({ ...handlingOf(refuseClosed(alert)), assignee }),
  };
}

/** Ended by hand though its condition may go on: this episode wakes nobody again, the next one does. */
export function closing(
  actor: string,
  notes: string,
  receivers: readonly string[],
  nowMs: number,
): AlertChange {
  return {
    kind: "closed",
    actor,
    why: becauseOf(actor, notes),
    receivers,
    change: (alert) => ({
      ...handlingOf(refuseClosed(alert)),
      handling: "closed",
      closedBy: actor,
      closedAtMs: nowMs,
      notes: notes === "" ? alert.notes : notes,
    }),
  };
}

function refuseClosed(alert: StoredAlert): StoredAlert {
  if (alert.handling !== "closed") return alert;
  throw new MonitorError("CONFLICT", `Alert ${alert.alertId} is closed already.`, {
    field: "alertId",
    remedy: "A new episode of it is an alert of its own.",
  });
}

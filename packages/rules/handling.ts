import type { Acknowledgement, AlertState, Closing, Transition } from "./alert.ts";
import { because } from "./cause.ts";

/** Somebody takes the alert on. Undefined when it is closed already. */
export function acknowledge(alert: AlertState, acknowledgement: Acknowledgement): Transition | undefined {
  if (alert.handling === "closed") return undefined;
  const acknowledged: AlertState = { ...alert, handling: "acknowledged", acknowledgement };
  return {
    kind: "acknowledged",
    atMs: acknowledgement.atMs,
    ...because("by", { actor: acknowledgement.by }),
    notify: false,
    alert: acknowledged,
  };
}

/**
 * Somebody ends the alert though its condition may go on: this episode wakes nobody again, the next one does. Undefined
 * when it is closed already.
 */
export function close(alert: AlertState, closing: Closing): Transition | undefined {
  if (alert.handling === "closed") return undefined;
  const why = closing.by === undefined ? because("closed_by_hand") : because("by", { actor: closing.by });
  const closed: AlertState = { ...alert, handling: "closed", closing };
  return { kind: "closed", atMs: closing.atMs, ...why, notify: alert.condition !== "pending", alert: closed };
}

/** The alert open again when its acknowledgement has run out, else undefined. */
export function endedAcknowledgement(alert: AlertState, atMs: number): AlertState | undefined {
  if (alert.handling !== "acknowledged") return undefined;
  const { acknowledgement, ...rest } = alert;
  const untilMs = acknowledgement?.untilMs;
  return untilMs !== undefined && untilMs <= atMs ? { ...rest, handling: "open" } : undefined;
}

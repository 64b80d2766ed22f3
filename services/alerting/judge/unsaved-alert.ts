import type { AlertEvent, AlertSnapshot } from "@mystocks/events";
import { conditionOf } from "./alert-row.ts";
import type { JudgedTransition } from "./save-judgement.ts";

type UnsavedAlert = Pick<AlertEvent, "alert" | "shard" | "sequence" | "atMs">;

/**
 * With the store away an alert has no number yet: its fingerprint stands for it, and its sequence is 0. Undefined for
 * one that is not critical, or never fired: it waits for the store.
 */
export function unsavedAlert(
  { rule, transition }: JudgedTransition,
  shard: number,
): UnsavedAlert | undefined {
  const condition = conditionOf(rule, transition, shard);
  if (condition.level !== "CRITICAL" || condition.firedAtMs === null) return undefined;
  const { shard: _, lastSeenMs: atMs, endReason: __, newOccurrences, ...known } = condition;
  const alert: AlertSnapshot = {
    ...known,
    alertId: condition.fingerprint,
    handling: "open",
    mutedBy: [],
    occurrences: newOccurrences,
    acknowledgedBy: null,
    acknowledgedUntilMs: null,
    assignee: null,
  };
  return { alert, shard, sequence: 0, atMs };
}

import { createHash } from "node:crypto";
import { alertSnapshot, type AlertEvent, type AlertSnapshot } from "@mystocks/events";
import { valueOf, type AlertingRule, type AlertState, type Transition } from "@mystocks/rules";
import type { AlertCondition, StoredAlert } from "@mystocks/store/alerting";

const LEVELS: Record<string, AlertSnapshot["level"]> = {
  critical: "CRITICAL",
  page: "CRITICAL",
  emergency: "CRITICAL",
  error: "CRITICAL",
  warning: "WARNING",
  warn: "WARNING",
  ticket: "WARNING",
};

/** What an alert's row says of its rule, which need not be in force any more. */
export type RuleIdentity = Pick<AlertingRule, "id" | "name" | "file" | "group" | "runbook">;

/** 64 hex digits: the same for each alert of the rule with these labels. */
export function fingerprintOf(ruleId: string, labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([ruleId, sorted]))
    .digest("hex");
}

/** Of Prometheus' label severity; INFO when it says nothing known. */
export function levelOf({ severity }: Readonly<Record<string, string>>): AlertSnapshot["level"] {
  return LEVELS[severity?.toLowerCase() ?? ""] ?? "INFO";
}

/** As it is stored after the transition. Which episode it is the store tells. */
export function conditionOf(
  rule: RuleIdentity,
  transition: Pick<Transition, "alert" | "atMs" | "kind" | "reason">,
  shard: number,
): Omit<AlertCondition, "episode"> {
  const { alert, atMs } = transition;
  const value = valueOf(alert);
  return {
    shard,
    fingerprint: fingerprintOf(rule.id, alert.labels),
    source: "rule",
    rule: alert.labels["alertname"] ?? rule.name,
    file: rule.file,
    group: rule.group,
    level: levelOf(alert.labels),
    type: alert.labels["type"] ?? "CUSTOM",
    labels: alert.labels,
    annotations: withRunbook(rule, alert),
    ...whereabouts(transition),
    value: Number.isFinite(value) ? value : null,
    activeSinceMs: alert.activeSinceMs,
    lastSeenMs: atMs,
    isFlapping: alert.flapping,
    newOccurrences: 1,
  };
}

/** An alert as others are told of it. */
export function snapshotOf(stored: StoredAlert): AlertSnapshot {
  return alertSnapshot.parse(stored);
}

/** What the transition makes of the stored alert, which several transitions of one tick may share. */
export function eventOf(
  transition: Transition,
  stored: StoredAlert,
  { shard, sequence }: { shard: number; sequence: number },
): AlertEvent {
  const { kind, atMs, reason, cause } = transition;
  const { condition, firedAtMs, resolvedAtMs } = whereabouts(transition);
  return {
    shard,
    sequence,
    kind,
    atMs,
    reason,
    cause,
    actor: null,
    alert: { ...snapshotOf(stored), condition, firedAtMs, resolvedAtMs },
  };
}

/** An alert that was dropped before it fired is over, like one that has fired. */
function whereabouts({ kind, atMs, reason, alert }: Pick<Transition, "alert" | "atMs" | "kind" | "reason">) {
  const firedAtMs = alert.firedAtMs ?? null;
  if (kind === "dropped")
    return { condition: "resolved" as const, firedAtMs, resolvedAtMs: atMs, endReason: reason };
  const { condition, resolvedAtMs = null, closing } = alert;
  return { condition, firedAtMs, resolvedAtMs, endReason: closing?.reason ?? null };
}

function withRunbook({ runbook }: RuleIdentity, { annotations }: AlertState): Record<string, string> {
  return runbook === undefined || "runbook_url" in annotations
    ? annotations
    : { ...annotations, runbook_url: runbook };
}

import { markdownOf } from "./markdown.ts";
import type { Message } from "./message.ts";
import type { Told, ToldAlert } from "./told.ts";
import { titleOf } from "./words.ts";

const NEVER = "0001-01-01T00:00:00Z";

/** A message of alerts. */
export function alertMessage(told: Told): Message {
  const { deliveryId, sequence, language, counts, alerts } = told;
  const [first] = alerts;
  return {
    deliveryId,
    sequence,
    language,
    title: titleOf(told),
    tone: counts.firing > 0 ? "bad" : counts.noData > 0 ? "doubtful" : "good",
    ...(first !== undefined && alerts.length === 1 && { thread: `alert-${first.alert.alertId}` }),
    text: (marks, mostBytes) => markdownOf(told, marks, mostBytes),
    payload: () => payloadOf(told),
  };
}

/** Alertmanager's webhook, version 4, with what it lacks: a delivery id, a sequence and the evidence. */
function payloadOf(told: Told) {
  const { counts, stillFiring, alerts, receiver, groupLabels, inboxUrl, deliveryId, sequence } = told;
  const total = counts.firing + counts.resolved + counts.noData;
  return {
    version: "4",
    groupKey: `{}:${JSON.stringify(groupLabels)}`,
    truncatedAlerts: total - alerts.length,
    receiver,
    status: counts.firing + counts.noData + stillFiring > 0 ? "firing" : "resolved",
    groupLabels,
    commonLabels: common(alerts.map(({ alert }) => alert.labels)),
    commonAnnotations: common(alerts.map(({ alert }) => alert.annotations)),
    externalURL: inboxUrl,
    alerts: alerts.map(alertOf),
    deliveryId,
    sequence,
    counts: { ...counts, stillFiring },
  };
}

function alertOf({ deliveryId, alert, kind, reason, atMs, evidence, url }: ToldAlert) {
  return {
    deliveryId,
    status: alert.condition === "resolved" ? "resolved" : "firing",
    labels: alert.labels,
    annotations: alert.annotations,
    startsAt: new Date(alert.firedAtMs ?? alert.activeSinceMs).toISOString(),
    endsAt: alert.resolvedAtMs === null ? NEVER : new Date(alert.resolvedAtMs).toISOString(),
    generatorURL: url,
    fingerprint: alert.fingerprint.slice(0, 16),
    alertId: alert.alertId,
    level: alert.level,
    type: alert.type,
    condition: alert.condition,
    value: alert.value,
    occurrences: alert.occurrences,
    transition: { kind, reason, at: new Date(atMs).toISOString() },
    evidence,
  };
}

function common(records: readonly Record<string, string>[]): Record<string, string> {
  const [first = {}, ...others] = records;
  return Object.fromEntries(
    Object.entries(first).filter(([key, value]) => others.every((other) => other[key] === value)),
  );
}

import { createHmac } from "node:crypto";
import { readStatus } from "../answers.ts";
import type { Format, Told, ToldAlert } from "../told.ts";

const NEVER = "0001-01-01T00:00:00Z";

/**
 * Alertmanager's webhook, version 4, with what it lacks: a delivery id, a sequence and the evidence. Signed over
 * `timestamp.body`, so that an old message can't be sent again as a new one.
 */
export const webhook: Format = {
  mostBytes: 512 * 1024,
  mostAlerts: 100,
  write(told, { url, secret }, nowMs) {
    const body = JSON.stringify(payloadOf(told));
    const timestamp = String(Math.floor(nowMs / 1000));
    const headers: Record<string, string> = {
      "content-type": "application/json",
      "user-agent": "mystocks-monitor",
      "idempotency-key": told.deliveryId,
      "x-mystocks-delivery": told.deliveryId,
      "x-mystocks-sequence": String(told.sequence),
      "x-mystocks-timestamp": timestamp,
    };
    if (secret !== undefined) headers["x-mystocks-signature"] = signatures(secret, `${timestamp}.${body}`);
    return { url, headers, body };
  },
  read: readStatus,
};

/** A secret may be two, the new one first, while receivers change over: any of the signatures counts. */
function signatures(secret: string, text: string): string {
  return secret
    .split(/[\s,]+/)
    .filter((one) => one !== "")
    .map((one) => `sha256=${createHmac("sha256", one).update(text).digest("hex")}`)
    .join(",");
}

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

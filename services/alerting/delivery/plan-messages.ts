import { createHash } from "node:crypto";
import type { AlertEvent, AlertSnapshot } from "@mystocks/events";

/** A notification that is due, with the event it tells. */
export interface Due {
  notificationId: string;
  deliveryId: string;
  event: AlertEvent;
}

/** Notifications that go in one message. */
export interface PlannedMessage {
  notificationIds: string[];
  deliveryId: string;
  groupLabels: Record<string, string>;
  /** One an alert, with its newest event, heaviest first. */
  alerts: Due[];
  counts: { firing: number; resolved: number; noData: number };
}

/** With more groups than this, all go in one message. */
const MOST_MESSAGES = 10;
const WEIGHT: Record<AlertSnapshot["level"], number> = { CRITICAL: 0, WARNING: 1, INFO: 2 };
const STATE: Record<AlertSnapshot["condition"], number> = { firing: 0, no_data: 1, pending: 2, resolved: 3 };

/**
 * What is due for one receiver as messages: one a group, an alert once in it. In a storm one message tells of
 * everything, with exact counts. An alert that began and ended before it was told is told as what it is: over.
 */
export function planMessages(due: readonly Due[], groupBy: readonly string[]): PlannedMessage[] {
  const groups = new Map<string, { labels: Record<string, string>; due: Due[] }>();
  for (const one of due) {
    const labels = groupLabels(one.event.alert, groupBy);
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? { labels, due: [] };
    groups.set(key, group);
    group.due.push(one);
  }
  if (groups.size > MOST_MESSAGES) return [messageOf({}, due)];
  return [...groups.values()].map((group) => messageOf(group.labels, group.due));
}

function groupLabels(alert: AlertSnapshot, groupBy: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    groupBy.filter((name) => alert.labels[name] !== undefined).map((name) => [name, alert.labels[name]!]),
  );
}

function messageOf(labels: Record<string, string>, due: readonly Due[]): PlannedMessage {
  const newest = new Map<string, Due>();
  for (const one of due) newest.set(one.event.alert.alertId, one);
  const alerts = [...newest.values()].sort(byWeight);
  const counts = { firing: 0, resolved: 0, noData: 0 };
  for (const { event } of alerts) counts[COUNTED[event.alert.condition]] += 1;
  return {
    notificationIds: due.map(({ notificationId }) => notificationId),
    deliveryId: alerts.length === 1 ? alerts[0]!.deliveryId : idOf(alerts),
    groupLabels: labels,
    alerts,
    counts,
  };
}

const COUNTED = {
  pending: "firing",
  firing: "firing",
  no_data: "noData",
  resolved: "resolved",
} as const satisfies Record<AlertSnapshot["condition"], keyof PlannedMessage["counts"]>;

function byWeight(a: Due, b: Due): number {
  const [one, other] = [a.event.alert, b.event.alert];
  return (
    STATE[one.condition] - STATE[other.condition] ||
    WEIGHT[one.level] - WEIGHT[other.level] ||
    one.activeSinceMs - other.activeSinceMs
  );
}

function idOf(alerts: readonly Due[]): string {
  const ids = alerts.map(({ deliveryId }) => deliveryId).sort();
  return createHash("sha256").update(ids.join("\n")).digest("hex");
}

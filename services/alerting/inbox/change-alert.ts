import type { AlertEvent, TransitionKind } from "@mystocks/events";
import { MonitorError } from "@mystocks/runtime";
import { inTransaction } from "@mystocks/store";
import {
  insertAudit,
  insertNotifications,
  insertTransitions,
  lockAlert,
  saveHandling,
  takeSequence,
  type Handling,
  type StoredAlert,
} from "@mystocks/store/alerting";
import type pg from "pg";
import { snapshotOf } from "../judge/alert-row.ts";
import { notificationsOf } from "../judge/save-judgement.ts";

/** What somebody does with an alert. */
export interface AlertChange {
  kind: TransitionKind;
  actor: string;
  reason: string;
  /** Throws a MonitorError when the alert can't be changed so. */
  change: (alert: StoredAlert) => Handling;
  /** Receivers that are told of it. */
  receivers: readonly string[];
}

/** One alert's handling, its history, who is told and the audit: one transaction. Throws NOT_FOUND. */
export async function changeAlert(
  pool: pg.Pool,
  alertId: string,
  { kind, actor, reason, change, receivers }: AlertChange,
  nowMs: number,
): Promise<AlertEvent> {
  return inTransaction(pool, async (client) => {
    const before = await lockAlert(client, alertId);
    if (before === undefined) throw unknownAlert(alertId);
    const last = (await takeSequence(client, before.shard, 1))!;
    const after = await saveHandling(client, alertId, change(before));
    const event: AlertEvent = {
      shard: before.shard,
      sequence: last + 1,
      kind,
      atMs: nowMs,
      reason,
      actor,
      alert: snapshotOf(after),
    };
    await insertTransitions(client, [{ ...event, alertId, event }]);
    await insertNotifications(client, notificationsOf(event, receivers));
    await insertAudit(client, {
      actor,
      action: `alert.${kind}`,
      subject: alertId,
      before: handlingOf(before),
      after: handlingOf(after),
    });
    return event;
  });
}

function unknownAlert(alertId: string): MonitorError {
  return new MonitorError("NOT_FOUND", `There is no alert ${alertId}.`, {
    field: "alertId",
    remedy: "GET /api/v1/alerts lists those there are.",
  });
}

export function handlingOf(alert: StoredAlert): Handling {
  const { handling, acknowledgedBy, acknowledgedAtMs, acknowledgedUntilMs, assignee } = alert;
  const { closedBy, closedAtMs, notes, mutedBy } = alert;
  return {
    handling,
    acknowledgedBy,
    acknowledgedAtMs,
    acknowledgedUntilMs,
    assignee,
    closedBy,
    closedAtMs,
    notes,
    mutedBy,
  };
}

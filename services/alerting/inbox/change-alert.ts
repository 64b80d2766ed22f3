import type { AlertEvent, AlertSnapshot, TransitionKind } from "@mystocks/events";
import type { Reasoned } from "@mystocks/rules";
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
  why: Reasoned;
  /** Throws a MonitorError when the alert can't be changed so. */
  change: (alert: StoredAlert) => Handling;
  /** Receivers that are told of it. */
  receivers: readonly string[];
}

/** One alert's handling, its history, who is told and the audit: one transaction. Throws NOT_FOUND. */
export async function changeAlert(
  pool: pg.Pool,
  alertId: string,
  { kind, actor, why, change, receivers }: AlertChange,
  nowMs: number,
): Promise<AlertEvent> {
  return inTransaction(pool, async (client) => {
    const shard = await shardOf(client, alertId);
    if (shard === undefined) throw unknownAlert(alertId);
    // The shard first, as everybody does, or two could wait for each other.
    const last = (await takeSequence(client, shard, 1))!;
    const before = (await lockAlert(client, alertId))!;
    const after = await saveHandling(client, alertId, change(before));
    const event: AlertEvent = {
      shard: before.shard,
      sequence: last + 1,
      kind,
      atMs: nowMs,
      ...why,
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

async function shardOf(client: pg.ClientBase, alertId: string): Promise<number | undefined> {
  const { rows } = await client.query<{ shard: number }>(
    "SELECT shard FROM alerting.alert WHERE alert_id = $1",
    [alertId],
  );
  return rows[0]?.shard;
}

/** What happens to an alert by itself: nobody does it. */
export interface OwnChange {
  kind: TransitionKind;
  why: Reasoned;
  /** undefined: it is not so any more. */
  change: (alert: StoredAlert, client: pg.ClientBase) => Promise<Handling | undefined> | Handling | undefined;
  receivers: (alert: AlertSnapshot) => readonly string[];
}

/** As `changeAlert`, without a person and so without audit. Resolves to undefined when there is nothing to change. */
export async function changeByItself(
  pool: pg.Pool,
  { alertId, shard }: { alertId: string; shard: number },
  { kind, why, change, receivers }: OwnChange,
  nowMs: number,
): Promise<AlertEvent | undefined> {
  return inTransaction(pool, async (client) => {
    const last = (await takeSequence(client, shard, 0))!;
    const before = await lockAlert(client, alertId);
    const handling = before === undefined ? undefined : await change(before, client);
    if (handling === undefined) return undefined;
    await takeSequence(client, shard, 1);
    const alert = snapshotOf(await saveHandling(client, alertId, handling));
    const event: AlertEvent = { shard, sequence: last + 1, kind, atMs: nowMs, ...why, actor: null, alert };
    await insertTransitions(client, [{ ...event, alertId, event }]);
    await insertNotifications(client, notificationsOf(event, receivers(alert)));
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

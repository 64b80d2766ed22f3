import type pg from "pg";
import { inTransaction } from "../transaction.ts";
import { storedJson } from "../writers/stored-text.ts";

export interface NewNotification {
  shard: number;
  /** Of the transition that is told. */
  sequence: number;
  alertId: string;
  receiver: string;
  /** The same at each attempt, so that a receiver which keeps ids sees each once. */
  deliveryId: string;
  /** Not before. */
  dueMs: number;
}

export interface Notification extends NewNotification {
  notificationId: string;
  attempts: number;
  createdMs: number;
  /** The transition's event, as it was on the bus. */
  event: unknown;
}

export async function insertNotifications(
  client: pg.ClientBase,
  notifications: readonly NewNotification[],
): Promise<void> {
  if (notifications.length === 0) return;
  await client.query(
    `INSERT INTO alerting.notification (shard, sequence, alert_id, receiver, delivery_id, state, next_attempt_at)
     SELECT shard, sequence, "alertId", receiver, "deliveryId", 'waiting', to_timestamp("dueMs" / 1000)
     FROM jsonb_to_recordset($1) AS given (shard smallint, sequence bigint, "alertId" bigint, receiver text,
       "deliveryId" text, "dueMs" float8)
     ON CONFLICT (delivery_id) DO NOTHING`,
    [storedJson(notifications)],
  );
}

/**
 * Notifications of one receiver that are due, oldest first, claimed until `claimMs` from now: when whoever took
 * them dies, they are due again. One that waits for an earlier one of its alert is not among them.
 */
export async function claimNotifications(
  pool: pg.Pool,
  receiver: string,
  { limit, claimMs }: { limit: number; claimMs: number },
): Promise<Notification[]> {
  return inTransaction(pool, async (client) => {
    // One claim after the other, or an end could be claimed by one process while another claims what it ends.
    await client.query("SELECT pg_advisory_xact_lock(hashtext('alerting.notification'), hashtext($1))", [
      receiver,
    ]);
    return claimed(client, receiver, limit, claimMs);
  });
}

async function claimed(
  client: pg.ClientBase,
  receiver: string,
  limit: number,
  claimMs: number,
): Promise<Notification[]> {
  const { rows } = await client.query<Notification>(
    `WITH due AS MATERIALIZED (
       SELECT notification_id FROM alerting.notification
       WHERE state = 'waiting' AND receiver = $1 AND next_attempt_at <= clock_timestamp()
         AND alert_id NOT IN (
           SELECT alert_id FROM alerting.notification
           WHERE state = 'waiting' AND receiver = $1 AND next_attempt_at > clock_timestamp())
       ORDER BY notification_id
       LIMIT $2
       FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE alerting.notification
       SET next_attempt_at = clock_timestamp() + $3 * interval '1 millisecond', attempts = attempts + 1
       WHERE notification_id = ANY(ARRAY(SELECT notification_id FROM due))
       RETURNING *
     )
     SELECT n.notification_id::text AS "notificationId", n.shard, n.sequence::float8 AS sequence,
       n.alert_id::text AS "alertId", n.receiver, n.delivery_id AS "deliveryId", n.attempts,
       (extract(epoch FROM n.next_attempt_at) * 1000)::float8 AS "dueMs",
       (extract(epoch FROM n.created_at) * 1000)::float8 AS "createdMs", t.event
     FROM claimed n JOIN alerting.transition t USING (shard, sequence)`,
    [receiver, limit, claimMs],
  );
  return rows.sort((a, b) => Number(a.notificationId) - Number(b.notificationId));
}

/** Whoever claimed these is at it still. */
export async function renewClaims(
  pool: pg.Pool,
  notificationIds: readonly string[],
  claimMs: number,
): Promise<void> {
  await pool.query(
    `UPDATE alerting.notification SET next_attempt_at = clock_timestamp() + $2 * interval '1 millisecond'
     WHERE notification_id = ANY($1::bigint[]) AND state = 'waiting'`,
    [notificationIds, claimMs],
  );
}

/** What an attempt came to. */
export type Attempted =
  | { state: "sent" }
  | { state: "dead"; error: string; status?: number }
  | { state: "waiting"; error: string; status?: number; retryMs: number };

export type Delivered = Attempted | { state: "confirmed" | "superseded" | "muted" };

/** What became of an attempt. */
export async function recordDelivery(
  pool: pg.Pool | pg.ClientBase,
  notificationIds: readonly string[],
  delivered: Delivered,
): Promise<void> {
  const {
    error = null,
    status = null,
    retryMs = null,
  } = {
    error: undefined,
    status: undefined,
    retryMs: undefined,
    ...delivered,
  };
  await pool.query(
    `UPDATE alerting.notification
     SET state = $2, last_error = $3, last_status = $4,
         next_attempt_at = CASE WHEN $5::float8 IS NULL THEN next_attempt_at
                                ELSE clock_timestamp() + $5 * interval '1 millisecond' END,
         sent_at = CASE WHEN $2 = 'sent' THEN clock_timestamp() ELSE sent_at END
     WHERE notification_id = ANY($1::bigint[])`,
    [notificationIds, delivered.state, error, status, retryMs],
  );
}

/** Receivers that were told anything of each of these alerts: they are to hear its end. */
export async function readToldReceivers(
  client: pg.ClientBase,
  alertIds: readonly string[],
): Promise<Map<string, string[]>> {
  if (alertIds.length === 0) return new Map();
  const { rows } = await client.query<{ alertId: string; receivers: string[] }>(
    `SELECT alert_id::text AS "alertId", array_agg(DISTINCT receiver ORDER BY receiver) AS receivers
     FROM alerting.notification WHERE alert_id = ANY($1::bigint[]) GROUP BY alert_id`,
    [alertIds],
  );
  return new Map(rows.map(({ alertId, receivers }) => [alertId, receivers]));
}

/** Alerts with these labels that the receiver was told of and that go on. */
export async function countStillFiring(
  pool: pg.Pool,
  {
    receiver,
    labels,
    except,
  }: { receiver: string; labels: Record<string, string>; except: readonly string[] },
): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM alerting.alert a
     WHERE condition IN ('firing', 'no_data') AND fired_at IS NOT NULL AND handling <> 'closed'
       AND labels @> $2 AND alert_id <> ALL($3::bigint[])
       AND EXISTS (SELECT FROM alerting.notification n
                   WHERE n.alert_id = a.alert_id AND n.receiver = $1 AND n.state = 'sent')`,
    [receiver, storedJson(labels), except],
  );
  return rows[0]!.count;
}

/** How far a receiver that is told states, not transitions, has heard of an alert. */
export interface HeardUpTo {
  alertId: string;
  /** Of the newest transition that the told state holds. */
  sequence: number;
}

/** All that was waiting for this receiver up to there is told by the newest state. */
export async function recordHeard(
  pool: pg.Pool,
  receiver: string,
  heard: readonly HeardUpTo[],
  outcome: { state: "sent" } | { state: "dead"; error: string; status: number },
): Promise<void> {
  const { error = null, status = null } = { error: undefined, status: undefined, ...outcome };
  await pool.query(
    `UPDATE alerting.notification AS n
     SET state = $3, attempts = attempts + 1, last_error = $4, last_status = $5,
         sent_at = CASE WHEN $3 = 'sent' THEN clock_timestamp() END
     FROM jsonb_to_recordset($2) AS told ("alertId" bigint, sequence bigint)
     WHERE n.alert_id = told."alertId" AND n.sequence <= told.sequence AND n.receiver = $1 AND n.state = 'waiting'`,
    [receiver, storedJson(heard), outcome.state, error, status],
  );
}

/**
 * The receiver's own messages have brought these alerts back: what was sent has arrived. One that comes back firing
 * says nothing of its end.
 */
export async function recordConfirmed(
  pool: pg.Pool,
  receiver: string,
  returned: readonly { alertId: string; isFiring: boolean }[],
): Promise<number> {
  const { rowCount } = await pool.query(
    `UPDATE alerting.notification AS n SET state = 'confirmed'
     FROM jsonb_to_recordset($2) AS back ("alertId" bigint, "isFiring" boolean), alerting.transition t
     WHERE n.alert_id = back."alertId" AND n.receiver = $1 AND n.state = 'sent'
       AND t.shard = n.shard AND t.sequence = n.sequence
       AND (NOT back."isFiring" OR t.event -> 'alert' ->> 'condition' <> 'resolved')`,
    [receiver, storedJson(returned)],
  );
  return rowCount ?? 0;
}

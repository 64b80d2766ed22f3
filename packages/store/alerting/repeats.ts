import type pg from "pg";

export interface Repeat {
  receiver: string;
  everyMs: number;
  /** Of the alerts that are told again. */
  type: string;
  shards: readonly number[];
}

/**
 * Makes due what tells the receiver that the rules' alerts of a type fire, unless it was told, or was to be told, less
 * than `everyMs` ago by the store's clock. Each time is a delivery of its own; the ledger keeps the last one. Resolves to
 * whether anything is due now.
 */
export async function repeatFiring(
  pool: pg.Pool,
  { receiver, everyMs, type, shards }: Repeat,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `WITH firing AS (
       SELECT a.alert_id, a.shard, told.sequence,
         encode(sha256(convert_to(a.alert_id || ' ' || $1 || ' ' || clock_timestamp(), 'UTF8')), 'hex') AS delivery_id
       FROM alerting.alert a CROSS JOIN LATERAL (
         SELECT sequence FROM alerting.transition t
         WHERE t.alert_id = a.alert_id AND t.kind = 'fired' ORDER BY sequence DESC LIMIT 1) AS told
       WHERE a.type = $2 AND a.source = 'rule' AND a.condition = 'firing' AND a.shard = ANY($4)
     ), again AS (
       UPDATE alerting.notification n
       SET state = 'waiting', attempts = 0, sequence = firing.sequence, delivery_id = firing.delivery_id,
         last_status = NULL, last_error = NULL, sent_at = NULL,
         created_at = clock_timestamp(), next_attempt_at = clock_timestamp()
       FROM firing
       WHERE n.alert_id = firing.alert_id AND n.receiver = $1 AND n.state <> 'waiting'
         AND n.created_at <= clock_timestamp() - $3 * interval '1 millisecond'
       RETURNING n.notification_id
     ), first AS (
       INSERT INTO alerting.notification (shard, sequence, alert_id, receiver, delivery_id, state)
       SELECT shard, sequence, alert_id, $1, delivery_id, 'waiting' FROM firing
       WHERE NOT EXISTS (
         SELECT FROM alerting.notification n WHERE n.alert_id = firing.alert_id AND n.receiver = $1)
       RETURNING notification_id
     )
     SELECT notification_id FROM again UNION ALL SELECT notification_id FROM first`,
    [receiver, type, everyMs, shards],
  );
  return (rowCount ?? 0) > 0;
}

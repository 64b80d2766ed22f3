import type pg from "pg";
import { ALERT_COLUMNS, type StoredAlert } from "./alerts.ts";

/** Alerts that no rule of ours judges and that have not ended. */
export async function readLiveOutsideAlerts(
  pool: pg.Pool,
  shards: readonly number[],
): Promise<StoredAlert[]> {
  const { rows } = await pool.query<StoredAlert>(
    `SELECT ${ALERT_COLUMNS} FROM alerting.alert
     WHERE source <> 'rule' AND condition <> 'resolved' AND shard = ANY($1)`,
    [shards],
  );
  return rows;
}

export interface EscalationStep {
  /** Told, and nobody has acknowledged. */
  from: string;
  afterMs: number;
  to: string;
}

/**
 * Alerts that fire, that nobody has acknowledged and of which `from` was told so long ago, and `to` not since then. By
 * the store's clock. With `alertId` only that one.
 */
export async function readUnacknowledged(
  client: pg.ClientBase | pg.Pool,
  { from, afterMs, to }: EscalationStep,
  { shards, alertId, limit }: { shards: readonly number[]; alertId?: string; limit: number },
): Promise<{ alertId: string; shard: number }[]> {
  const { rows } = await client.query<{ alertId: string; shard: number }>(
    `SELECT a.alert_id::text AS "alertId", a.shard
     FROM alerting.alert a CROSS JOIN LATERAL (
       SELECT max(n.created_at) AS at FROM alerting.notification n JOIN alerting.transition t USING (shard, sequence)
       WHERE n.alert_id = a.alert_id AND n.receiver = $1 AND t.kind = ANY($6)) AS told
     WHERE a.condition IN ('firing', 'no_data') AND a.fired_at IS NOT NULL AND a.handling = 'open' AND a.muted_by = '{}'
       AND a.shard = ANY($4) AND ($5::bigint IS NULL OR a.alert_id = $5)
       AND told.at <= clock_timestamp() - $2 * interval '1 millisecond'
       AND NOT EXISTS (
         SELECT FROM alerting.notification n JOIN alerting.transition t USING (shard, sequence)
         WHERE n.alert_id = a.alert_id AND n.receiver = $3 AND t.kind = 'escalated' AND n.created_at >= told.at)
     ORDER BY a.alert_id
     LIMIT $7`,
    [from, afterMs, to, shards, alertId ?? null, TELL_OF_FIRING, limit],
  );
  return rows;
}

const TELL_OF_FIRING = ["fired", "flapping", "unmuted", "acknowledgement_ended", "escalated"];

import type { AlertEvent } from "@mystocks/events";
import type pg from "pg";
import { storedJson } from "../writers/stored-text.ts";

export interface TransitionRow {
  shard: number;
  sequence: number;
  alertId: string;
  atMs: number;
  kind: string;
  reason: string;
  /** Who did it; null: the rules. */
  actor: string | null;
  /** The event that tells others, as it goes on the bus. */
  event: unknown;
}

export async function insertTransitions(
  client: pg.ClientBase,
  transitions: readonly TransitionRow[],
): Promise<void> {
  await client.query(
    `INSERT INTO alerting.transition (shard, sequence, alert_id, at, kind, reason, actor, event)
     SELECT shard, sequence, "alertId", to_timestamp("atMs" / 1000), kind, reason, actor, event
     FROM jsonb_to_recordset($1) AS given (shard smallint, sequence bigint, "alertId" bigint, "atMs" float8,
       kind text, reason text, actor text, event jsonb)`,
    [storedJson(transitions)],
  );
}

/** Whether the shard has this transition; another one may have taken its number. */
export async function hasTransition(
  client: pg.ClientBase,
  { shard, sequence, kind, atMs, alert }: AlertEvent,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM alerting.transition
     WHERE shard = $1 AND sequence = $2 AND alert_id = $3 AND kind = $4 AND at = to_timestamp($5::float8 / 1000)`,
    [shard, sequence, alert.alertId, kind, atMs],
  );
  return rowCount === 1;
}

import type pg from "pg";
import { inTransaction } from "../transaction.ts";

export interface PruneOptions {
  /** Alerts that ended before go, with their history and all that was told of them; audits and silences likewise. */
  before: Date;
  /** Alerts of one transaction. */
  batch?: number;
  /** Ends between two transactions. */
  signal?: AbortSignal;
}

export interface Pruned {
  alerts: number;
  transitions: number;
  notifications: number;
  silences: number;
  audits: number;
}

/**
 * Lets go what is too old. An alert goes whole or not at all: of one that goes on nothing goes, however long ago it
 * began, since its end is told to whoever its ledger names.
 */
export async function pruneAlerts(
  pool: pg.Pool,
  { before, batch = 1000, signal }: PruneOptions,
): Promise<Pruned> {
  const pruned: Pruned = { alerts: 0, transitions: 0, notifications: 0, silences: 0, audits: 0 };
  for (;;) {
    signal?.throwIfAborted();
    const gone = await inTransaction(pool, (client) => pruneBatch(client, before, batch));
    pruned.alerts += gone.alerts;
    pruned.transitions += gone.transitions;
    pruned.notifications += gone.notifications;
    if (gone.alerts < batch) break;
  }
  pruned.silences = await deleted(
    pool,
    "DELETE FROM alerting.silence WHERE least(coalesce(expired_at, 'infinity'), ends_at) < $1",
    [before],
  );
  await deleted(pool, "DELETE FROM alerting.report_delivery WHERE created_at < $1", [before]);
  pruned.audits = await deleted(pool, "DELETE FROM alerting.audit WHERE at < $1", [before]);
  return pruned;
}

async function pruneBatch(client: pg.ClientBase, before: Date, batch: number) {
  const { rows } = await client.query<{ id: string }>(
    `SELECT alert_id AS id FROM alerting.alert
     WHERE active_since < $1 AND condition = 'resolved' AND resolved_at < $1
     ORDER BY active_since LIMIT $2
     FOR UPDATE SKIP LOCKED`,
    [before, batch],
  );
  const ids = rows.map(({ id }) => id);
  await client.query(
    "UPDATE alerting.silence SET ends_with_alert = NULL WHERE ends_with_alert = ANY($1::bigint[])",
    [ids],
  );
  const ofAlerts = (table: string) =>
    deleted(client, `DELETE FROM alerting.${table} WHERE alert_id = ANY($1::bigint[])`, [ids]);
  const notifications = await ofAlerts("notification");
  const transitions = await ofAlerts("transition");
  return { alerts: await ofAlerts("alert"), transitions, notifications };
}

async function deleted(client: pg.Pool | pg.ClientBase, sql: string, values: unknown[]): Promise<number> {
  return (await client.query(sql, values)).rowCount ?? 0;
}

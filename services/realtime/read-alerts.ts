import { alertEvent, type AlertEvent } from "@mystocks/events";
import type pg from "pg";
import type { AlertCursor } from "./alert-position.ts";

/** A transition of an alert, as it is on the topic. */
export interface StoredAlert {
  shard: number;
  /** Of the shard's transitions, without gaps. */
  number: number;
  data: AlertEvent;
}

/** Tells one store from another that has taken its place. */
export async function readStoreId(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(`
    SELECT d.oid || '-' || (extract(epoch FROM min(m.applied_at)) * 1000000)::bigint AS id
    FROM store.migration m, pg_database d
    WHERE d.datname = current_database()
    GROUP BY d.oid`);
  return rows[0]!.id;
}

/** By shard, then number; at most `limit`. */
export async function readAlertsAfter(
  pool: pg.Pool,
  cursor: AlertCursor,
  limit: number,
): Promise<StoredAlert[]> {
  const { rows } = await pool.query<{ shard: number; number: number; event: unknown }>(
    `
    SELECT t.shard, t.sequence::float8 AS number, t.event
    FROM alerting.shard s
      LEFT JOIN unnest($1::smallint[], $2::bigint[]) AS held (shard, number) USING (shard)
      JOIN alerting.transition t ON t.shard = s.shard AND t.sequence > coalesce(held.number, 0)
    ORDER BY t.shard, t.sequence
    LIMIT $3`,
    [[...cursor.keys()], [...cursor.values()], limit],
  );
  return rows.map(({ shard, number, event }) => ({ shard, number, data: alertEvent.parse(event) }));
}

/** The number of each shard's last transition. */
export async function readAlertHead(pool: pg.Pool): Promise<Map<number, number>> {
  const { rows } = await pool.query<{ shard: number; number: number }>(
    "SELECT shard, sequence::float8 AS number FROM alerting.shard WHERE sequence > 0",
  );
  return new Map(rows.map(({ shard, number }) => [shard, number]));
}

export interface KeptAfter {
  shard: number;
  /** What came after the cursor is all there: transitions are numbered without gaps. */
  isWhole: boolean;
  /** Number of the first transition after the cursor that is stored. */
  firstNumber: number | null;
}

export async function readKeptAfter(pool: pg.Pool, cursor: AlertCursor): Promise<KeptAfter[]> {
  const { rows } = await pool.query<KeptAfter>(
    `
    SELECT s.shard, first.number AS "firstNumber",
      coalesce(first.number = h.number + 1, s.sequence <= h.number) AS "isWhole"
    FROM alerting.shard s
      LEFT JOIN unnest($1::smallint[], $2::bigint[]) AS held (shard, number) USING (shard)
      CROSS JOIN LATERAL (SELECT coalesce(held.number, 0) AS number) AS h
      CROSS JOIN LATERAL (
        SELECT min(sequence)::float8 AS number FROM alerting.transition t
        WHERE t.shard = s.shard AND t.sequence > h.number
      ) AS first
    ORDER BY s.shard`,
    [[...cursor.keys()], [...cursor.values()]],
  );
  return rows;
}

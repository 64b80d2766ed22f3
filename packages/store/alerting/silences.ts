import type pg from "pg";
import { storedJson } from "../writers/stored-text.ts";

export interface StoredMatcher {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual: boolean;
}

/** In force only within these hours of these days; between `startsMs` and `endsMs` all the same. */
export interface Recurrence {
  /** 1 Monday to 7 Sunday. */
  weekdays: number[];
  /** "HH:MM" in the time zone; `to` before `from` reaches into the next day. */
  from: string;
  to: string;
  timeZone: string;
}

export interface StoredSilence {
  silenceId: string;
  matchers: StoredMatcher[];
  startsMs: number;
  endsMs: number;
  recurrence: Recurrence | null;
  /** Ends when this alert does. */
  endsWithAlert: string | null;
  createdBy: string;
  comment: string;
  origin: "monitor" | "alertmanager";
  /** Its ids in Alertmanagers, by their address. */
  mirrors: Record<string, string>;
  updatedMs: number;
  expiredMs: number | null;
}

const COLUMNS = `
  silence_id::text AS "silenceId", matchers, (extract(epoch FROM starts_at) * 1000)::float8 AS "startsMs",
  (extract(epoch FROM ends_at) * 1000)::float8 AS "endsMs", recurrence, ends_with_alert::text AS "endsWithAlert",
  created_by AS "createdBy", comment, origin, mirrors, (extract(epoch FROM updated_at) * 1000)::float8 AS "updatedMs",
  (extract(epoch FROM expired_at) * 1000)::float8 AS "expiredMs"`;

/** Inserts the silence or changes it; resolves to what it was, undefined when it is new. */
export async function saveSilence(
  client: pg.ClientBase,
  silence: Omit<StoredSilence, "updatedMs" | "expiredMs">,
): Promise<StoredSilence | undefined> {
  const { rows } = await client.query<StoredSilence>(
    `SELECT ${COLUMNS} FROM alerting.silence WHERE silence_id = $1 FOR UPDATE`,
    [silence.silenceId],
  );
  await client.query(
    `INSERT INTO alerting.silence (silence_id, matchers, starts_at, ends_at, recurrence, ends_with_alert, created_by,
       comment, origin, mirrors)
     VALUES ($1, $2, to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000), $5, $6, $7, $8, $9, $10)
     ON CONFLICT (silence_id) DO UPDATE SET matchers = excluded.matchers, starts_at = excluded.starts_at,
       ends_at = excluded.ends_at, recurrence = excluded.recurrence, ends_with_alert = excluded.ends_with_alert,
       comment = excluded.comment, mirrors = excluded.mirrors, updated_at = now(), expired_at = NULL`,
    [
      silence.silenceId,
      storedJson(silence.matchers),
      silence.startsMs,
      silence.endsMs,
      silence.recurrence === null ? null : storedJson(silence.recurrence),
      silence.endsWithAlert,
      silence.createdBy,
      silence.comment,
      silence.origin,
      storedJson(silence.mirrors),
    ],
  );
  return rows[0];
}

/** Resolves to the silence as it was; undefined when there is none that is in force or to come. */
export async function expireSilence(
  client: pg.ClientBase | pg.Pool,
  silenceId: string,
): Promise<StoredSilence | undefined> {
  const { rows } = await client.query<StoredSilence>(
    `UPDATE alerting.silence SET expired_at = now(), updated_at = now()
     WHERE silence_id = $1 AND expired_at IS NULL AND ends_at > now()
     RETURNING ${COLUMNS}`,
    [silenceId],
  );
  return rows[0];
}

/** Remembers under which ids Alertmanagers know it. */
export async function saveMirrors(
  pool: pg.Pool,
  silenceId: string,
  mirrors: Record<string, string>,
): Promise<void> {
  await pool.query("UPDATE alerting.silence SET mirrors = mirrors || $2 WHERE silence_id = $1", [
    silenceId,
    storedJson(mirrors),
  ]);
}

/** Silences in force or to come, by their end; with `sinceMs` also those that ended since then. */
export async function readSilences(pool: pg.Pool, sinceMs?: number): Promise<StoredSilence[]> {
  const { rows } = await pool.query<StoredSilence>(
    `SELECT ${COLUMNS} FROM alerting.silence
     WHERE (expired_at IS NULL AND ends_at > now())
        OR least(expired_at, ends_at) > to_timestamp($1::float8 / 1000)
     ORDER BY ends_at, silence_id`,
    [sinceMs ?? null],
  );
  return rows;
}

/** A silence that somebody made or changed in an Alertmanager, as it is there. */
export async function saveForeignSilence(
  client: pg.ClientBase | pg.Pool,
  silence: Omit<StoredSilence, "expiredMs" | "recurrence" | "endsWithAlert">,
): Promise<void> {
  await client.query(
    `INSERT INTO alerting.silence (silence_id, matchers, starts_at, ends_at, created_by, comment, origin, mirrors,
       updated_at)
     VALUES ($1, $2, to_timestamp($3::float8 / 1000), to_timestamp($4::float8 / 1000), $5, $6, $7, $8,
       to_timestamp($9::float8 / 1000))
     ON CONFLICT (silence_id) DO UPDATE SET matchers = excluded.matchers, ends_at = excluded.ends_at,
       mirrors = silence.mirrors || excluded.mirrors, updated_at = excluded.updated_at`,
    [
      silence.silenceId,
      storedJson(silence.matchers),
      silence.startsMs,
      silence.endsMs,
      silence.createdBy,
      silence.comment,
      silence.origin,
      storedJson(silence.mirrors),
      silence.updatedMs,
    ],
  );
}

/** Ends those that were to last as long as an alert that has ended; resolves to their ids. */
export async function expireWithAlerts(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ silenceId: string }>(
    `UPDATE alerting.silence AS s SET expired_at = now(), updated_at = now()
     FROM alerting.alert a
     WHERE a.alert_id = s.ends_with_alert AND (a.condition = 'resolved' OR a.handling = 'closed')
       AND s.expired_at IS NULL AND s.ends_at > now()
     RETURNING s.silence_id::text AS "silenceId"`,
  );
  return rows.map(({ silenceId }) => silenceId);
}

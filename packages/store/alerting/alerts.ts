import type pg from "pg";
import { storedJson } from "../writers/stored-text.ts";

/** The condition of an alert and all that goes with it: what its source knows. Times are Unix milliseconds. */
export interface AlertCondition {
  shard: number;
  /** 64 hex digits, of the sorted labels. */
  fingerprint: string;
  /** Counts the alerts of one fingerprint. */
  episode: number;
  source: "rule" | "service" | "prometheus";
  rule: string;
  file: string;
  group: string;
  level: "CRITICAL" | "WARNING" | "INFO";
  type: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  condition: "pending" | "firing" | "no_data" | "resolved";
  /** null where it is no finite number. */
  value: number | null;
  activeSinceMs: number;
  firedAtMs: number | null;
  resolvedAtMs: number | null;
  lastSeenMs: number;
  endReason: string | null;
  isFlapping: boolean;
  /** How often it has come anew since it was last saved. */
  newOccurrences: number;
}

/** An alert as stored. */
export interface StoredAlert extends Omit<AlertCondition, "newOccurrences"> {
  alertId: string;
  alsoFrom: string[];
  handling: "open" | "acknowledged" | "closed";
  mutedBy: string[];
  occurrences: number;
  acknowledgedBy: string | null;
  acknowledgedAtMs: number | null;
  acknowledgedUntilMs: number | null;
  assignee: string | null;
  closedBy: string | null;
  closedAtMs: number | null;
  notes: string | null;
  evidence: unknown;
}

const milliseconds = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Columns of alerting.alert as a StoredAlert. */
export const ALERT_COLUMNS = `
  alert_id::text AS "alertId", shard, encode(fingerprint, 'hex') AS fingerprint, episode, source,
  also_from AS "alsoFrom", rule, file, group_name AS "group", level, type, labels, annotations, condition, handling,
  muted_by::text[] AS "mutedBy", value, ${milliseconds("active_since")} AS "activeSinceMs",
  ${milliseconds("fired_at")} AS "firedAtMs", ${milliseconds("resolved_at")} AS "resolvedAtMs",
  ${milliseconds("last_seen_at")} AS "lastSeenMs", end_reason AS "endReason", occurrences,
  is_flapping AS "isFlapping", acknowledged_by AS "acknowledgedBy",
  ${milliseconds("acknowledged_at")} AS "acknowledgedAtMs",
  ${milliseconds("acknowledged_until")} AS "acknowledgedUntilMs", assignee, closed_by AS "closedBy",
  ${milliseconds("closed_at")} AS "closedAtMs", notes, evidence`;

/**
 * Saves what sources know of alerts, each fingerprint and episode once; how people handle them stays. Resolves to
 * the alerts as they are then, in the order given.
 */
export async function saveAlerts(
  client: pg.ClientBase,
  alerts: readonly AlertCondition[],
): Promise<StoredAlert[]> {
  if (alerts.length === 0) return [];
  const { rows } = await client.query<StoredAlert>(
    `INSERT INTO alerting.alert AS a (shard, fingerprint, episode, source, rule, file, group_name, level, type, labels,
       annotations, condition, value, active_since, fired_at, resolved_at, last_seen_at, end_reason, is_flapping,
       occurrences)
     SELECT shard, decode(fingerprint, 'hex'), episode, source, rule, file, "group", level, type, labels,
       annotations, condition, value, to_timestamp("activeSinceMs" / 1000), to_timestamp("firedAtMs" / 1000),
       to_timestamp("resolvedAtMs" / 1000), to_timestamp("lastSeenMs" / 1000), "endReason", "isFlapping",
       greatest(1, "newOccurrences")
     FROM jsonb_to_recordset($1) AS given (shard smallint, fingerprint text, episode integer, source text, rule text,
       file text, "group" text, level text, type text, labels jsonb, annotations jsonb, condition text,
       value float8, "activeSinceMs" float8, "firedAtMs" float8, "resolvedAtMs" float8, "lastSeenMs" float8,
       "endReason" text, "isFlapping" boolean, "newOccurrences" integer)
     ON CONFLICT (fingerprint, episode) DO UPDATE SET
       shard = excluded.shard, level = excluded.level, type = excluded.type, annotations = excluded.annotations,
       condition = excluded.condition, value = coalesce(excluded.value, a.value),
       active_since = excluded.active_since, fired_at = excluded.fired_at,
       resolved_at = excluded.resolved_at, last_seen_at = excluded.last_seen_at,
       end_reason = excluded.end_reason, is_flapping = excluded.is_flapping,
       occurrences = a.occurrences + excluded.occurrences - 1
     RETURNING ${ALERT_COLUMNS}`,
    [storedJson(alerts)],
  );
  const found = new Map(rows.map((row) => [`${row.fingerprint}/${row.episode}`, row]));
  return alerts.map(({ fingerprint, episode }) => found.get(`${fingerprint}/${episode}`)!);
}

/** The newest alert of a fingerprint, by what the next one depends on. */
export interface NewestEpisode {
  fingerprint: string;
  episode: number;
  isOver: boolean;
  hasFired: boolean;
}

export async function readNewestEpisodes(
  client: pg.ClientBase,
  fingerprints: readonly string[],
): Promise<NewestEpisode[]> {
  const { rows } = await client.query<NewestEpisode>(
    `SELECT DISTINCT ON (fingerprint) encode(fingerprint, 'hex') AS fingerprint, episode,
       condition = 'resolved' AS "isOver", fired_at IS NOT NULL AS "hasFired"
     FROM alerting.alert
     WHERE fingerprint IN (SELECT decode(hex, 'hex') FROM unnest($1::text[]) AS given (hex))
     ORDER BY fingerprint, episode DESC`,
    [fingerprints],
  );
  return rows;
}

/** Nobody has handled these yet, whatever was done before they were over. */
export async function beginAlertsAnew(
  client: pg.ClientBase,
  episodes: readonly { fingerprint: string; episode: number }[],
): Promise<void> {
  if (episodes.length === 0) return;
  await client.query(
    `UPDATE alerting.alert AS a
     SET handling = 'open', muted_by = '{}', acknowledged_by = NULL, acknowledged_at = NULL,
         acknowledged_until = NULL, assignee = NULL, closed_by = NULL, closed_at = NULL, notes = NULL, evidence = NULL
     FROM jsonb_to_recordset($1) AS given (fingerprint text, episode integer)
     WHERE a.fingerprint = decode(given.fingerprint, 'hex') AND a.episode = given.episode`,
    [storedJson(episodes)],
  );
}

/** What rules, not people, made of handling and silences; in this order where an alert is named twice. */
export async function saveRuleHandling(
  client: pg.ClientBase,
  changes: readonly { alertId: string; handling: StoredAlert["handling"]; silence: string | null }[],
): Promise<void> {
  const last = new Map(changes.map((change) => [change.alertId, change]));
  if (last.size === 0) return;
  await client.query(
    `UPDATE alerting.alert AS a SET handling = given.handling,
       muted_by = CASE WHEN given.silence IS NULL THEN '{}' ELSE ARRAY[given.silence::uuid] END,
       acknowledged_until = CASE WHEN given.handling = 'acknowledged' THEN acknowledged_until END
     FROM jsonb_to_recordset($1) AS given ("alertId" bigint, handling text, silence text)
     WHERE a.alert_id = given."alertId"`,
    [storedJson([...last.values()])],
  );
}

/** Locks the alert until the end of the transaction; undefined when there is none. */
export async function lockAlert(client: pg.ClientBase, alertId: string): Promise<StoredAlert | undefined> {
  const { rows } = await client.query<StoredAlert>(
    `SELECT ${ALERT_COLUMNS} FROM alerting.alert WHERE alert_id = $1 FOR UPDATE`,
    [alertId],
  );
  return rows[0];
}

export type Handling = Pick<
  StoredAlert,
  | "handling"
  | "acknowledgedBy"
  | "acknowledgedAtMs"
  | "acknowledgedUntilMs"
  | "assignee"
  | "closedBy"
  | "closedAtMs"
  | "notes"
  | "mutedBy"
>;

/** How people handle the alert from now on. */
export async function saveHandling(
  client: pg.ClientBase,
  alertId: string,
  handling: Handling,
): Promise<StoredAlert> {
  const { rows } = await client.query<StoredAlert>(
    `UPDATE alerting.alert SET handling = $2, acknowledged_by = $3, acknowledged_at = to_timestamp($4::float8 / 1000),
       acknowledged_until = to_timestamp($5::float8 / 1000), assignee = $6, closed_by = $7,
       closed_at = to_timestamp($8::float8 / 1000), notes = $9, muted_by = $10::uuid[]
     WHERE alert_id = $1
     RETURNING ${ALERT_COLUMNS}`,
    [
      alertId,
      handling.handling,
      handling.acknowledgedBy,
      handling.acknowledgedAtMs,
      handling.acknowledgedUntilMs,
      handling.assignee,
      handling.closedBy,
      handling.closedAtMs,
      handling.notes,
      handling.mutedBy,
    ],
  );
  return rows[0]!;
}

/** Evidence found for the alert; what was there before is replaced. */
export async function saveEvidence(
  client: pg.ClientBase | pg.Pool,
  alertId: string,
  evidence: unknown,
): Promise<void> {
  await client.query("UPDATE alerting.alert SET evidence = $2 WHERE alert_id = $1", [
    alertId,
    storedJson(evidence),
  ]);
}

/** Alerts of the shard that have not ended. */
export async function readLiveAlerts(pool: pg.Pool, shard: number): Promise<StoredAlert[]> {
  const { rows } = await pool.query<StoredAlert>(
    `SELECT ${ALERT_COLUMNS} FROM alerting.alert WHERE shard = $1 AND condition <> 'resolved'`,
    [shard],
  );
  return rows;
}

/** Alerts of the shard that fire, or ended since then, with the number of the shard's newest transition. */
export async function readAlertsToTell(
  pool: pg.Pool,
  shard: number,
  endedSinceMs: number,
): Promise<(StoredAlert & { sequence: number })[]> {
  const { rows } = await pool.query<StoredAlert & { sequence: number }>(
    `SELECT ${ALERT_COLUMNS},
       (SELECT sequence::float8 FROM alerting.shard WHERE shard.shard = alert.shard) AS sequence
     FROM alerting.alert
     WHERE shard = $1 AND fired_at IS NOT NULL AND source <> 'prometheus'
       AND (condition <> 'resolved' OR resolved_at > to_timestamp($2::float8 / 1000))`,
    [shard, endedSinceMs],
  );
  return rows;
}

import type pg from "pg";
import { ALERT_COLUMNS, type StoredAlert } from "./alerts.ts";

export interface AlertFilter {
  /** live: all but resolved, and the heartbeat, which fires as long as all is well. */
  condition?: "live" | StoredAlert["condition"] | undefined;
  handling?: StoredAlert["handling"] | undefined;
  level?: StoredAlert["level"] | undefined;
  source?: StoredAlert["source"] | undefined;
  rule?: string | undefined;
  service?: string | undefined;
  /** Part of the rule's name, of a label's or an annotation's value. */
  text?: string | undefined;
  isMuted?: boolean | undefined;
  fromMs?: number | undefined;
  toMs?: number | undefined;
}

/** Where a page ends: the next one begins behind it. */
export interface AlertPlace {
  beforeId: string;
  /** Of the alert `beforeId`, where alerts come by urgency. */
  urgency?: number | undefined;
}

interface AlertPage {
  /** newest: by number. urgency: what nobody has and nothing mutes first, then the worst, then the newest. */
  order?: "newest" | "urgency" | undefined;
  after?: AlertPlace | undefined;
  limit: number;
}

const URGENCY = `(CASE WHEN handling = 'open' AND muted_by = '{}' THEN 0 ELSE 3 END
  + CASE level WHEN 'CRITICAL' THEN 0 WHEN 'WARNING' THEN 1 ELSE 2 END)`;

/** As `URGENCY` has it: 0 comes first. */
export function urgencyOf({ handling, mutedBy, level }: StoredAlert): number {
  const isQuiet = handling !== "open" || mutedBy.length > 0;
  return (isQuiet ? 3 : 0) + ["CRITICAL", "WARNING", "INFO"].indexOf(level);
}

/** In the order asked for; pending ones that never fired are among them. */
export async function findAlerts(
  pool: pg.Pool,
  filter: AlertFilter,
  { order = "newest", after, limit }: AlertPage,
): Promise<StoredAlert[]> {
  const isByUrgency = order === "urgency";
  const isBehind = isByUrgency ? `(${URGENCY}, -alert_id) > ($13::int, -$1::bigint)` : "alert_id < $1";
  const { rows } = await pool.query<StoredAlert>(
    `SELECT ${ALERT_COLUMNS} FROM alerting.alert
     WHERE ($1::bigint IS NULL OR ${isBehind})
       AND CASE $2 WHEN 'live' THEN condition <> 'resolved' AND type <> 'HEARTBEAT' ELSE $2 IS NULL OR condition = $2 END
       AND ($3::text IS NULL OR handling = $3)
       AND ($4::text IS NULL OR level = $4)
       AND ($5::text IS NULL OR source = $5)
       AND ($6::text IS NULL OR rule = $6)
       AND ($7::text IS NULL OR labels->>'service' = $7)
       AND ($8::text IS NULL OR strpos(lower(rule || ' ' || labels::text || ' ' || annotations::text), lower($8)) > 0)
       AND ($9::boolean IS NULL OR (muted_by <> '{}') = $9)
       AND ($10::float8 IS NULL OR coalesce(resolved_at, 'infinity') >= to_timestamp($10 / 1000))
       AND ($11::float8 IS NULL OR active_since < to_timestamp($11 / 1000))
     ORDER BY ${isByUrgency ? `${URGENCY}, ` : ""}alert_id DESC
     LIMIT $12`,
    [
      after?.beforeId ?? null,
      filter.condition ?? null,
      filter.handling ?? null,
      filter.level ?? null,
      filter.source ?? null,
      filter.rule ?? null,
      filter.service ?? null,
      filter.text ?? null,
      filter.isMuted ?? null,
      filter.fromMs ?? null,
      filter.toMs ?? null,
      limit,
      ...(isByUrgency ? [after?.urgency ?? 0] : []),
    ],
  );
  return rows;
}

export async function readAlert(pool: pg.Pool, alertId: string): Promise<StoredAlert | undefined> {
  const { rows } = await pool.query<StoredAlert>(
    `SELECT ${ALERT_COLUMNS} FROM alerting.alert WHERE alert_id = $1`,
    [alertId],
  );
  return rows[0];
}

/** Other alerts of its fingerprint, then of its rule, newest first. */
export async function readSimilarAlerts(
  pool: pg.Pool,
  { alertId, fingerprint, rule }: Pick<StoredAlert, "alertId" | "fingerprint" | "rule">,
  limit: number,
): Promise<StoredAlert[]> {
  const { rows } = await pool.query<StoredAlert>(
    `SELECT ${ALERT_COLUMNS} FROM alerting.alert
     WHERE alert_id <> $1 AND rule = $3 AND fired_at IS NOT NULL
     ORDER BY (fingerprint = decode($2, 'hex')) DESC, alert_id DESC
     LIMIT $4`,
    [alertId, fingerprint, rule, limit],
  );
  return rows;
}

export interface FiringCounts {
  CRITICAL: number;
  WARNING: number;
  INFO: number;
  unacknowledged: number;
  muted: number;
}

/** Of those that fire now, muted ones counted apart and the heartbeat left out. */
export async function countFiring(pool: pg.Pool): Promise<FiringCounts> {
  const { rows } = await pool.query<FiringCounts>(
    `SELECT
       count(*) FILTER (WHERE level = 'CRITICAL' AND muted_by = '{}')::int AS "CRITICAL",
       count(*) FILTER (WHERE level = 'WARNING' AND muted_by = '{}')::int AS "WARNING",
       count(*) FILTER (WHERE level = 'INFO' AND muted_by = '{}')::int AS "INFO",
       count(*) FILTER (WHERE handling = 'open' AND muted_by = '{}')::int AS unacknowledged,
       count(*) FILTER (WHERE muted_by <> '{}')::int AS muted
     FROM alerting.alert
     WHERE condition IN ('firing', 'no_data') AND handling <> 'closed' AND type <> 'HEARTBEAT'`,
  );
  return rows[0]!;
}

/** What can be filtered by, of the last 30 days. */
export async function readAlertFacets(pool: pg.Pool): Promise<{ rules: string[]; services: string[] }> {
  const { rows } = await pool.query<{ rules: string[]; services: string[] }>(
    `SELECT coalesce(array_agg(DISTINCT rule ORDER BY rule), '{}') AS rules,
       coalesce(array_agg(DISTINCT labels->>'service') FILTER (WHERE labels ? 'service'), '{}') AS services
     FROM alerting.alert WHERE active_since > now() - interval '30 days'`,
  );
  return rows[0]!;
}

export interface HistoryRow {
  atMs: number;
  kind: string;
  reason: string;
  /** The reason by its code; null: written before there were any. */
  cause: { code: string; parameters: Record<string, string> } | null;
  actor: string | null;
}

/** What happened to the alert, oldest first. */
export async function readHistory(pool: pg.Pool, alertId: string): Promise<HistoryRow[]> {
  const { rows } = await pool.query<HistoryRow>(
    `SELECT (extract(epoch FROM at) * 1000)::float8 AS "atMs", kind, reason, event->'cause' AS cause, actor
     FROM alerting.transition WHERE alert_id = $1 ORDER BY at, shard, sequence LIMIT 1000`,
    [alertId],
  );
  return rows;
}

export interface LedgerRow {
  receiver: string;
  deliveryId: string;
  of: string;
  state: "waiting" | "sent" | "confirmed" | "dead" | "superseded" | "muted";
  attempts: number;
  createdMs: number;
  sentMs: number | null;
  lastStatus: number | null;
  lastError: string | null;
}

/** Who was told of the alert, and how that went, oldest first. */
export async function readLedger(pool: pg.Pool, alertId: string): Promise<LedgerRow[]> {
  const { rows } = await pool.query<LedgerRow>(
    `SELECT n.receiver, n.delivery_id AS "deliveryId", t.kind AS of, n.state, n.attempts,
       (extract(epoch FROM n.created_at) * 1000)::float8 AS "createdMs",
       (extract(epoch FROM n.sent_at) * 1000)::float8 AS "sentMs",
       n.last_status AS "lastStatus", n.last_error AS "lastError"
     FROM alerting.notification n JOIN alerting.transition t USING (shard, sequence)
     WHERE n.alert_id = $1 ORDER BY n.notification_id LIMIT 1000`,
    [alertId],
  );
  return rows;
}

export interface AlertStatisticsRow {
  total: number;
  CRITICAL: number;
  WARNING: number;
  INFO: number;
  meanSecondsToAcknowledge: number | null;
  meanSecondsToResolve: number | null;
}

interface Window {
  fromMs: number;
  toMs: number;
}

/** Of alerts that fired in the window. */
export async function readAlertStatistics(
  pool: pg.Pool,
  { fromMs, toMs }: Window,
): Promise<AlertStatisticsRow> {
  const { rows } = await pool.query<AlertStatisticsRow>(
    `SELECT count(*)::int AS total, count(*) FILTER (WHERE level = 'CRITICAL')::int AS "CRITICAL",
       count(*) FILTER (WHERE level = 'WARNING')::int AS "WARNING",
       count(*) FILTER (WHERE level = 'INFO')::int AS "INFO",
       avg(extract(epoch FROM acknowledged_at - fired_at))::float8 AS "meanSecondsToAcknowledge",
       avg(extract(epoch FROM resolved_at - fired_at))::float8 AS "meanSecondsToResolve"
     FROM alerting.alert
     WHERE fired_at >= to_timestamp($1::float8 / 1000) AND fired_at < to_timestamp($2::float8 / 1000)`,
    [fromMs, toMs],
  );
  return rows[0]!;
}

/** By rule, most alerts first. */
export async function countByRule(
  pool: pg.Pool,
  { fromMs, toMs }: Window,
): Promise<{ rule: string; count: number; firingSeconds: number }[]> {
  const { rows } = await pool.query<{ rule: string; count: number; firingSeconds: number }>(
    `SELECT rule, count(*)::int AS count,
       coalesce(sum(extract(epoch FROM coalesce(resolved_at, clock_timestamp()) - fired_at)), 0)::float8
         AS "firingSeconds"
     FROM alerting.alert
     WHERE fired_at >= to_timestamp($1::float8 / 1000) AND fired_at < to_timestamp($2::float8 / 1000)
     GROUP BY rule ORDER BY count(*) DESC, rule LIMIT 100`,
    [fromMs, toMs],
  );
  return rows;
}

export async function countNotifications(
  pool: pg.Pool,
  { fromMs, toMs }: Window,
): Promise<{ receiver: string; state: string; count: number }[]> {
  const { rows } = await pool.query<{ receiver: string; state: string; count: number }>(
    `SELECT receiver, state, count(*)::int AS count FROM alerting.notification
     WHERE created_at >= to_timestamp($1::float8 / 1000) AND created_at < to_timestamp($2::float8 / 1000)
     GROUP BY receiver, state ORDER BY receiver, state`,
    [fromMs, toMs],
  );
  return rows;
}

/** Labels of alerts since then, with how many notifications each had; the newest 50,000. */
export async function readAlertLabels(
  pool: pg.Pool,
  sinceMs: number,
): Promise<{ labels: Record<string, string>; notifications: number }[]> {
  const { rows } = await pool.query<{ labels: Record<string, string>; notifications: number }>(
    `SELECT a.labels, count(n.*)::int AS notifications
     FROM alerting.alert a LEFT JOIN alerting.notification n USING (alert_id)
     WHERE a.fired_at >= to_timestamp($1::float8 / 1000)
     GROUP BY a.alert_id ORDER BY a.alert_id DESC LIMIT 50000`,
    [sinceMs],
  );
  return rows;
}

import type { AlertEvent, AlertSnapshot, TransitionKind } from "@mystocks/events";
import { because } from "@mystocks/rules";
import { inTransaction } from "@mystocks/store";
import {
  ALERT_COLUMNS,
  insertNotifications,
  insertTransitions,
  saveAlerts,
  saveHandling,
  takeSequence,
  type AlertCondition,
  type StoredAlert,
} from "@mystocks/store/alerting";
import type pg from "pg";
import { snapshotOf } from "../judge/alert-row.ts";
import { handlingOf } from "./change-alert.ts";
import { notificationsOf, tellEnds } from "../judge/save-judgement.ts";
import { SHARDS } from "../rules-in-force/judged-group.ts";
import type { OutsideAlert } from "./outside-alert.ts";

export const shardOfFingerprint = (fingerprint: string) =>
  Number.parseInt(fingerprint.slice(0, 8), 16) % SHARDS;

export interface OutsideParts {
  pool: pg.Pool;
  receiversOf: (alert: AlertSnapshot) => readonly string[];
  /** Ids of the silences that mute alerts with these labels now. */
  mutedBy: (labels: Readonly<Record<string, string>>) => readonly string[];
}

/**
 * An outside alert in the inbox: its first time is a new alert that is told, its repetitions only count, its end is
 * told. One that a rule of ours raises too is noted there and not told again. Undefined: nothing to tell.
 */
export async function recordOutside(
  { pool, receiversOf, mutedBy }: OutsideParts,
  alert: OutsideAlert,
): Promise<AlertEvent | undefined> {
  const shard = shardOfFingerprint(alert.fingerprint);
  return inTransaction(pool, async (client) => {
    // The shard's lock first: two processes that hear of the same alert must not both begin it.
    const before = (await takeSequence(client, shard, 0))!;
    const newest = await newestEpisode(client, alert.fingerprint);
    const isLive = newest !== undefined && newest.condition !== "resolved";
    if (isLive && alert.isFiring && alert.atMs <= newest.lastSeenMs) return undefined;
    if (!isLive && !alert.isFiring) return undefined;
    if (newest !== undefined && !isLive && alert.startedMs < (newest.resolvedAtMs ?? 0)) return undefined;
    if (alert.source === "prometheus" && (await noteOnOurs(client, alert))) return undefined;
    const [saved] = await saveAlerts(client, [conditionOf(alert, shard, newest, isLive)]);
    if (isLive && alert.isFiring) return undefined;
    const muting = alert.isFiring ? mutedBy(alert.labels) : saved!.mutedBy;
    const handling = alert.isFiring ? saved!.handling : "closed";
    const stored = await saveHandling(client, saved!.alertId, {
      ...handlingOf(saved!),
      handling,
      mutedBy: [...muting],
    });
    await takeSequence(client, shard, 1);
    const kind: TransitionKind = alert.isFiring ? "fired" : "resolved";
    const event: AlertEvent = {
      shard,
      sequence: before + 1,
      kind,
      atMs: alert.atMs,
      ...because(alert.isFiring ? "raised" : "ended", { source: alert.source }),
      actor: null,
      alert: snapshotOf(stored),
    };
    await insertTransitions(client, [{ ...event, alertId: stored.alertId, event }]);
    if (!alert.isFiring) {
      if (saved!.handling !== "closed") await tellEnds(client, [event]);
    } else if (muting.length === 0)
      await insertNotifications(client, notificationsOf(event, receiversOf(event.alert)));
    return event;
  });
}

async function newestEpisode(client: pg.ClientBase, fingerprint: string): Promise<StoredAlert | undefined> {
  const { rows } = await client.query<StoredAlert>(
    `SELECT ${ALERT_COLUMNS} FROM alerting.alert WHERE fingerprint = decode($1, 'hex') ORDER BY episode DESC LIMIT 1`,
    [fingerprint],
  );
  return rows[0];
}

/** Prometheus adds labels of its own; an alert of ours with all its labels among them is the same one. */
async function noteOnOurs(client: pg.ClientBase, { labels, source }: OutsideAlert): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE alerting.alert SET also_from = array_append(array_remove(also_from, $2), $2)
     WHERE source = 'rule' AND condition <> 'resolved' AND rule = $3 AND labels <@ $1`,
    [JSON.stringify(labels), source, labels["alertname"] ?? ""],
  );
  return rowCount !== 0;
}

function conditionOf(
  alert: OutsideAlert,
  shard: number,
  newest: StoredAlert | undefined,
  isLive: boolean,
): AlertCondition {
  const { fingerprint, source, rule, level, type, labels, annotations, isFiring, atMs, startedMs } = alert;
  const begun = isLive ? newest!.activeSinceMs : startedMs;
  return {
    shard,
    fingerprint,
    episode: isLive ? newest!.episode : (newest?.episode ?? 0) + 1,
    source,
    rule,
    file: "",
    group: "",
    level,
    type,
    labels,
    annotations,
    condition: isFiring ? "firing" : "resolved",
    value: null,
    activeSinceMs: begun,
    firedAtMs: begun,
    resolvedAtMs: isFiring ? null : atMs,
    lastSeenMs: atMs,
    endReason: isFiring ? null : "recovered",
    isFlapping: false,
    // What is added to an alert that goes on is one more; a new one begins with one.
    newOccurrences: isLive && isFiring ? 2 : 1,
  };
}

/** Alerts of services that were not repeated for so long: nobody tells their end. */
export async function readSilentServiceAlerts(
  pool: pg.Pool,
  shards: readonly number[],
  quietMs: number,
): Promise<StoredAlert[]> {
  const { rows } = await pool.query<StoredAlert>(
    `SELECT ${ALERT_COLUMNS} FROM alerting.alert
     WHERE source = 'service' AND condition <> 'resolved' AND shard = ANY($1)
       AND last_seen_at < clock_timestamp() - $2 * interval '1 millisecond'`,
    [shards, quietMs],
  );
  return rows;
}

import { storedJson } from "@mystocks/store";
import { ALERT_COLUMNS, type Handling, type StoredAlert } from "@mystocks/store/alerting";
import type pg from "pg";
import type { OutsideAlert } from "./outside-alert.ts";

/** By fingerprint. */
export async function readNewestEpisodes(
  client: pg.ClientBase | pg.Pool,
  fingerprints: readonly string[],
): Promise<Map<string, StoredAlert>> {
  const { rows } = await client.query<StoredAlert>(
    `SELECT DISTINCT ON (alert.fingerprint) ${ALERT_COLUMNS}
     FROM alerting.alert JOIN unnest($1::text[]) AS asked (hex) ON alert.fingerprint = decode(asked.hex, 'hex')
     ORDER BY alert.fingerprint, episode DESC`,
    [fingerprints],
  );
  return new Map(rows.map((row) => [row.fingerprint, row]));
}

/**
 * Notes on alerts of other sources that these are the same; resolves to the fingerprints of those that are. Prometheus
 * adds labels of its own: an alert with all of ours among them is ours. Severity and type are a source's opinion.
 */
export async function noteTwins(
  client: pg.ClientBase,
  alerts: readonly OutsideAlert[],
): Promise<ReadonlySet<string>> {
  if (alerts.length === 0) return new Set();
  const { rows } = await client.query<{ fingerprint: string }>(
    `UPDATE alerting.alert AS a SET also_from = array_append(array_remove(also_from, told.source), told.source)
     FROM jsonb_to_recordset($1) AS told (fingerprint text, source text, rule text, labels jsonb)
     WHERE a.rule = told.rule AND a.condition <> 'resolved' AND a.source <> told.source AND (
       (a.source = 'rule' AND told.source = 'prometheus' AND a.labels <@ told.labels)
       OR (a.source = 'service' AND told.source = 'prometheus' AND a.labels - '{severity,type}'::text[] <@ told.labels)
       OR (told.source = 'service' AND told.labels - '{severity,type}'::text[] <@ a.labels))
     RETURNING told.fingerprint`,
    [
      storedJson(
        alerts.map(({ fingerprint, source, rule, labels }) => ({ fingerprint, source, rule, labels })),
      ),
    ],
  );
  return new Set(rows.map(({ fingerprint }) => fingerprint));
}

/** How they are handled from now on; resolves to the alerts as they are then, in the order given. */
export async function saveHandlings(
  client: pg.ClientBase,
  changes: readonly ({ alertId: string } & Pick<Handling, "handling" | "mutedBy">)[],
): Promise<StoredAlert[]> {
  if (changes.length === 0) return [];
  const { rows } = await client.query<StoredAlert>(
    `UPDATE alerting.alert SET handling = given."newHandling",
       muted_by = ARRAY(SELECT jsonb_array_elements_text(given."newMutedBy")::uuid)
     FROM jsonb_to_recordset($1) AS given ("givenId" bigint, "newHandling" text, "newMutedBy" jsonb)
     WHERE alert_id = given."givenId"
     RETURNING ${ALERT_COLUMNS}`,
    [
      storedJson(
        changes.map(({ alertId, handling, mutedBy }) => ({
          givenId: alertId,
          newHandling: handling,
          newMutedBy: mutedBy,
        })),
      ),
    ],
  );
  const byId = new Map(rows.map((row) => [row.alertId, row]));
  return changes.map(({ alertId }) => byId.get(alertId)!);
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

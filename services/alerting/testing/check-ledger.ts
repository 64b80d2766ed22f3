import type pg from "pg";

interface ReceivedMessage {
  alerts: { deliveryId: string; alertId: string; status: string }[];
}

interface LedgerRow {
  alertId: string;
  deliveryId: string;
  state: string;
  kind: string;
}

/** Compares what rose, what is in the store and what the receiver has: one episode a rise, one delivery a row. */
export async function checkLedger(
  client: pg.Client,
  rises: ReadonlyMap<string, number>,
  received: readonly unknown[],
): Promise<{ figures: Record<string, number>; broken: string[] }> {
  const broken: string[] = [];
  const transitions = await checkHistory(client, rises, broken);
  await checkAllAreTold(client, broken);
  const { rows } = await client.query<LedgerRow>(
    `SELECT alert_id::text AS "alertId", delivery_id AS "deliveryId", state, kind
     FROM alerting.notification JOIN alerting.transition USING (shard, sequence, alert_id)
     ORDER BY notification_id`,
  );
  const deliveries = (received as ReceivedMessage[]).flatMap(({ alerts }) => alerts);
  const times = new Map<string, number>();
  for (const { deliveryId } of deliveries) times.set(deliveryId, (times.get(deliveryId) ?? 0) + 1);
  for (const { alertId, deliveryId, state, kind } of rows) {
    if (state === "sent" && !times.has(deliveryId))
      broken.push(`${kind} of alert ${alertId} is noted as sent, the receiver never saw it`);
    if (state !== "sent" && state !== "superseded") broken.push(`${kind} of alert ${alertId} is ${state}`);
  }
  const known = new Set(rows.map(({ deliveryId }) => deliveryId));
  for (const id of times.keys()) if (!known.has(id)) broken.push(`the receiver saw ${id}, which is no row`);
  checkOrder(deliveries, broken);
  const repeated = deliveries.length - times.size;
  return {
    figures: {
      transitions,
      notifications: rows.length,
      superseded: rows.filter(({ state }) => state === "superseded").length,
      ids_received: times.size,
      received_again: repeated,
    },
    broken,
  };
}

/** The one receiver is told of every beginning and every end. */
async function checkAllAreTold(client: pg.Client, broken: string[]): Promise<void> {
  const { rows } = await client.query<{ alertId: string; kind: string }>(
    `SELECT alert_id::text AS "alertId", kind FROM alerting.transition t
     WHERE kind IN ('fired', 'resolved')
       AND NOT EXISTS (SELECT FROM alerting.notification n WHERE n.shard = t.shard AND n.sequence = t.sequence)
     ORDER BY shard, sequence`,
  );
  for (const { alertId, kind } of rows) broken.push(`${kind} of alert ${alertId} is told to nobody`);
}

async function checkHistory(
  client: pg.Client,
  rises: ReadonlyMap<string, number>,
  broken: string[],
): Promise<number> {
  const { rows } = await client.query<{ id: string; kinds: string[] }>(
    `SELECT labels ->> 'id' AS id,
       array_agg(kind ORDER BY t.sequence) FILTER (WHERE kind IN ('fired', 'flapping', 'resolved')) AS kinds
     FROM alerting.alert a JOIN alerting.transition t USING (alert_id)
     GROUP BY labels ->> 'id'`,
  );
  const found = new Map(rows.map(({ id, kinds }) => [id, kinds]));
  for (const [id, count] of rises) {
    const kinds = found.get(id) ?? [];
    const wanted = Array.from({ length: count }, () => ["fired", "resolved"]).flat();
    if (kinds.join() !== wanted.join())
      broken.push(`${id} rose ${count} times, its history is ${kinds.join(", ")}`);
  }
  const shards = await client.query<{ shard: number; sequence: number; rows: number }>(
    `SELECT shard, sequence::int,
       (SELECT count(*)::int FROM alerting.transition t WHERE t.shard = s.shard) AS rows FROM alerting.shard s`,
  );
  for (const { shard, sequence, rows: count } of shards.rows)
    if (sequence !== count) broken.push(`shard ${shard} has ${count} transitions, numbered to ${sequence}`);
  return shards.rows.reduce((sum, { sequence }) => sum + sequence, 0);
}

/** Of each alert, what was seen first of an end is after what was seen of its beginning, and there is one. */
function checkOrder(deliveries: ReceivedMessage["alerts"], broken: string[]): void {
  const seen = new Map<string, Set<string>>();
  const statuses = new Map<string, string[]>();
  for (const { alertId, deliveryId, status } of deliveries) {
    const ids = seen.get(alertId) ?? new Set();
    seen.set(alertId, ids);
    if (ids.has(deliveryId)) continue;
    ids.add(deliveryId);
    statuses.set(alertId, [...(statuses.get(alertId) ?? []), status]);
  }
  for (const [alertId, told] of statuses) {
    const text = told.join();
    if (text !== "firing,resolved" && text !== "resolved")
      broken.push(`the receiver was told of alert ${alertId}: ${text}`);
  }
}

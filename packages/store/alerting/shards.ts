import type pg from "pg";

/** A shard that this process may write, as long as its epoch is the stored one. */
export interface ShardLease {
  shard: number;
  epoch: number;
  /** Up to when the former owner judged, in Unix milliseconds; null: nobody has. */
  judgedAtMs: number | null;
}

interface StoredShard {
  judgedAtMs: number | null;
  shard: number;
  epoch: string;
}

/**
 * Renews the owner's shards, notes up to when they are judged, and takes those whose lease has run out, by the store's
 * clock. Those that another owner has taken meanwhile are missing from the answer.
 */
export async function leaseShards(
  pool: pg.Pool,
  owner: string,
  { leaseMs, judgedAtMs }: { leaseMs: number; judgedAtMs: number },
): Promise<ShardLease[]> {
  const { rows } = await pool.query<StoredShard>(
    `UPDATE alerting.shard
     SET epoch = CASE WHEN owner = $1 THEN epoch ELSE epoch + 1 END,
         owner = $1,
         expires_at = clock_timestamp() + $2 * interval '1 millisecond',
         judged_at = CASE WHEN owner = $1 THEN to_timestamp($3::float8 / 1000) ELSE judged_at END
     WHERE owner = $1 OR expires_at < clock_timestamp()
     RETURNING shard, epoch, (extract(epoch FROM judged_at) * 1000)::float8 AS "judgedAtMs"`,
    [owner, leaseMs, judgedAtMs],
  );
  return rows.map((row) => ({
    shard: row.shard,
    epoch: Number(row.epoch),
    judgedAtMs: row.judgedAtMs,
  }));
}

/** Up to when each shard's rules are judged, in Unix milliseconds; a shard that nobody has judged yet is missing. */
export async function readJudgedTimes(pool: pg.Pool): Promise<Map<number, number>> {
  const { rows } = await pool.query<{ shard: number; judgedAtMs: number }>(
    `SELECT shard, (extract(epoch FROM judged_at) * 1000)::float8 AS "judgedAtMs" FROM alerting.shard
     WHERE judged_at IS NOT NULL`,
  );
  return new Map(rows.map(({ shard, judgedAtMs }) => [shard, judgedAtMs]));
}

/** So that others need not wait until the lease runs out. */
export async function releaseShards(pool: pg.Pool, owner: string): Promise<void> {
  await pool.query("UPDATE alerting.shard SET expires_at = '-infinity', owner = NULL WHERE owner = $1", [
    owner,
  ]);
}

/**
 * Takes `count` numbers in the shard's sequence and its lock until the end of the transaction; resolves to the
 * number before the first. With an epoch: undefined when the shard has another owner by now.
 */
export async function takeSequence(
  client: pg.ClientBase,
  shard: number,
  count: number,
  epoch?: number,
): Promise<number | undefined> {
  const { rows } = await client.query<{ before: string }>(
    `UPDATE alerting.shard SET sequence = sequence + $2
     WHERE shard = $1 AND ($3::bigint IS NULL OR epoch = $3)
     RETURNING sequence - $2 AS before`,
    [shard, count, epoch ?? null],
  );
  return rows[0] === undefined ? undefined : Number(rows[0].before);
}

/** Those of these shards with transitions that are not on the bus yet. */
export async function readUnpublishedShards(
  pool: pg.Pool,
  shards: readonly number[],
): Promise<{ id: number; sequence: number; published: number }[]> {
  const { rows } = await pool.query<{ id: number; sequence: string; published: string }>(
    `SELECT shard AS id, sequence, published FROM alerting.shard
     WHERE published < sequence AND shard = ANY($1)`,
    [shards],
  );
  return rows.map(({ id, sequence, published }) => ({
    id,
    sequence: Number(sequence),
    published: Number(published),
  }));
}

/** Losing this after a crash only publishes a transition again, so it does not wait for the disk. */
export async function recordAlertsPublished(pool: pg.Pool, shard: number, published: number): Promise<void> {
  await pool.query(
    `WITH relaxed AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
     UPDATE alerting.shard SET published = greatest(published, $2) FROM relaxed WHERE shard = $1`,
    [shard, published],
  );
}

/** Events of transitions with `sequence > after`, in order, at most `limit`. */
export async function readUnpublishedAlerts(
  pool: pg.Pool,
  shard: number,
  after: number,
  limit: number,
): Promise<{ sequence: number; event: unknown }[]> {
  const { rows } = await pool.query<{ sequence: string; event: unknown }>(
    `SELECT sequence, event FROM alerting.transition
     WHERE shard = $1 AND sequence > $2
     ORDER BY sequence
     LIMIT $3`,
    [shard, after, limit],
  );
  return rows.map(({ sequence, event }) => ({ sequence: Number(sequence), event }));
}

import type { Pool } from "pg";

/** How often readers asked for a key, and when last. */
export interface HotKey {
  keyPattern: string;
  cacheKey: string;
  accessCount: number;
  lastAccess: Date;
}

export interface KnownHotKey extends HotKey {
  creationTime: Date;
}

/** Adds reads to what is known of their keys. */
export async function addReads(pool: Pool, reads: readonly HotKey[]): Promise<void> {
  await pool.query(
    `INSERT INTO cache_hot_key AS known (key_pattern, cache_key, access_count, last_access, creation_time)
     SELECT *, last_access FROM unnest($1::text[], $2::text[], $3::bigint[], $4::timestamptz[])
       AS read(key_pattern, cache_key, access_count, last_access)
     ORDER BY key_pattern, cache_key
     ON CONFLICT (key_pattern, cache_key) DO UPDATE SET
       access_count = known.access_count + excluded.access_count,
       last_access = greatest(known.last_access, excluded.last_access)`,
    [
      reads.map(({ keyPattern }) => keyPattern),
      reads.map(({ cacheKey }) => cacheKey),
      reads.map(({ accessCount }) => accessCount),
      reads.map(({ lastAccess }) => lastAccess),
    ],
  );
}

/** The most read keys of these caches, the most read first. */
export async function hottestKeys(
  pool: Pool,
  { keyPatterns, limit }: { keyPatterns: readonly string[]; limit: number },
): Promise<KnownHotKey[]> {
  const { rows } = await pool.query<KnownHotKey>(
    `SELECT key_pattern AS "keyPattern", cache_key AS "cacheKey", access_count::float8 AS "accessCount",
       last_access AS "lastAccess", creation_time AS "creationTime"
     FROM cache_hot_key WHERE key_pattern = ANY ($1::text[])
     ORDER BY access_count DESC, last_access DESC, cache_key LIMIT $2`,
    [keyPatterns, limit],
  );
  return rows;
}

/** Forgets keys that nobody has read since; returns how many. */
export async function forgetUnread(pool: Pool, since: Date): Promise<number> {
  const { rowCount } = await pool.query("DELETE FROM cache_hot_key WHERE last_access < $1", [since]);
  return rowCount ?? 0;
}

/** Forgets the least read keys above so many. */
export async function keepHottest(pool: Pool, most: number): Promise<void> {
  await pool.query(
    `DELETE FROM cache_hot_key WHERE (key_pattern, cache_key) IN (
       SELECT key_pattern, cache_key FROM cache_hot_key ORDER BY access_count DESC, last_access DESC OFFSET $1)`,
    [most],
  );
}

import type { Client } from "pg";

/** How often a piece of work reads the whole table: rows read from it and its indexes, by the rows in it. */
export async function passesOf(client: Client, rows: number, work: () => Promise<unknown>): Promise<number> {
  const before = await rowsRead(client);
  await work();
  return ((await rowsRead(client)) - before) / rows;
}

async function rowsRead(client: Client): Promise<number> {
  await client.query("SELECT pg_stat_force_next_flush()");
  await client.query("SELECT pg_stat_clear_snapshot()");
  const { rows } = await client.query<{ read: string }>(`
    SELECT t.seq_tup_read + (SELECT coalesce(sum(idx_tup_read), 0) FROM pg_stat_user_indexes i WHERE i.relid = t.relid) AS read
    FROM pg_stat_user_tables t WHERE relname = 'daily_kline'`);
  return Number(rows[0]!.read);
}

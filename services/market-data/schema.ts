import { readFile } from "node:fs/promises";
import type { Pool } from "pg";

const DAILY_KLINE_INDEXES = `
  CREATE INDEX IF NOT EXISTS daily_kline_symbol_date ON daily_kline (symbol, trade_date DESC);
  CREATE INDEX IF NOT EXISTS daily_kline_interval_date ON daily_kline (interval_type, trade_date DESC)`;

export async function createTables(pool: Pool): Promise<void> {
  await pool.query(await readFile(new URL("schema.sql", import.meta.url), "utf8"));
}

/** After the history is in: building an index once is quicker than keeping it up row by row. */
export async function createDailyKlineIndexes(pool: Pool): Promise<void> {
  await pool.query(DAILY_KLINE_INDEXES);
}

/** Without statistics the planner sorts whole tables until autovacuum comes by, a minute later. */
export async function analyze(pool: Pool): Promise<void> {
  await pool.query("ANALYZE daily_kline, stock_info, trade_calendar, fundamental_metrics, minute_kline");
}

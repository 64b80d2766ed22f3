import type { Client } from "pg";

/** A defect that both must find, with as many rows: by the tool's column and kind of check, and by our check. */
export interface Planted {
  table: string;
  sql: string;
  theirs: string;
  ours: string;
  rows: number;
}

const DAILY = "SELECT id FROM daily_kline WHERE interval_type = 'D' ORDER BY id";

export const PLANTED: readonly Planted[] = [
  {
    table: "daily_kline",
    sql: `UPDATE daily_kline SET close = NULL WHERE id IN (${DAILY} LIMIT 7)`,
    theirs: "close field_required",
    ours: "nullValues:close",
    rows: 7,
  },
  {
    table: "daily_kline",
    sql: `UPDATE daily_kline SET data_source = 'unknown' WHERE id IN (${DAILY} LIMIT 11)`,
    theirs: "data_source field_invalid_values",
    ours: "source",
    rows: 11,
  },
  {
    table: "stock_info",
    sql: "UPDATE stock_info SET status = 'GONE' WHERE id IN (SELECT id FROM stock_info ORDER BY id LIMIT 3)",
    theirs: "status field_invalid_values",
    ours: "status",
    rows: 3,
  },
  {
    table: "tick_data",
    sql: "UPDATE tick_data SET price = -1 WHERE (ts, symbol) IN (SELECT ts, symbol FROM tick_data LIMIT 5)",
    theirs: "price field_minimum",
    ours: "invalidValues:price",
    rows: 5,
  },
];

export async function plant(client: Client): Promise<void> {
  for (const { sql } of PLANTED) await client.query(sql);
}

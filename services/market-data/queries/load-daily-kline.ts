import { trackOperation } from "@mystocks/telemetry";
import type { Pool } from "pg";
import { onTable } from "../operation.ts";

export interface KlineQuery {
  symbol: string;
  intervalType: "D" | "M";
  /** `2026-11-24`, inclusive; null is open. */
  from: string | null;
  to: string | null;
  limit: number;
}

export interface Kline {
  tradeDate: string;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number | null;
  amount: number | null;
  adjFactor: number;
  dataSource: string;
}

/** The newest bars that match, newest first. */
export async function loadDailyKline(pool: Pool, query: KlineQuery): Promise<Kline[]> {
  return trackOperation("load_daily_kline", onTable("daily_kline", "DAILY_KLINE"), async (operation) => {
    const { rows } = await pool.query<Kline>(
      `SELECT trade_date::text AS "tradeDate", open, high, low, close, volume::float8 AS volume, amount,
         adj_factor AS "adjFactor", data_source AS "dataSource"
       FROM daily_kline
       WHERE symbol = $1 AND interval_type = $2
         AND trade_date >= coalesce($3::date, '-infinity') AND trade_date <= coalesce($4::date, 'infinity')
       ORDER BY trade_date DESC LIMIT $5`,
      [query.symbol, query.intervalType, query.from, query.to, query.limit],
    );
    operation.rows(rows.length);
    return rows;
  });
}

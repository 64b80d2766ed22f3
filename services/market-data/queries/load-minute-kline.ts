import { trackOperation } from "@mystocks/telemetry";
import type { Pool } from "pg";
import { onTable } from "../operation.ts";

export interface MinuteBarRow {
  ts: Date;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  vwap: number;
  trades: number;
  dataSource: string;
}

/** The newest minute bars of a symbol, newest first. */
export async function loadMinuteKline(pool: Pool, symbol: string, limit: number): Promise<MinuteBarRow[]> {
  return trackOperation("load_minute_kline", onTable("minute_kline", "MINUTE_KLINE"), async (operation) => {
    const { rows } = await pool.query<MinuteBarRow>(
      `SELECT ts, open, high, low, close, volume::float8 AS volume, vwap, num_trades AS trades,
         data_source AS "dataSource"
       FROM minute_kline WHERE symbol = $1 ORDER BY ts DESC LIMIT $2`,
      [symbol, limit],
    );
    operation.rows(rows.length);
    return rows;
  });
}

import { trackOperation } from "@mystocks/telemetry";
import type { Pool } from "pg";
import { onTable } from "../operation.ts";

export interface TickRow {
  ts: Date;
  price: number;
  volume: number;
  direction: number;
  bidPrice: number;
  askPrice: number;
  dataSource: string;
}

/** The newest ticks of a symbol, newest first. */
export async function queryTick(pool: Pool, symbol: string, limit: number): Promise<TickRow[]> {
  return trackOperation("query_tick", onTable("tick_data", "TICK_DATA"), async (operation) => {
    const { rows } = await pool.query<TickRow>(
      `SELECT ts, price, volume::float8 AS volume, direction, bid_price AS "bidPrice", ask_price AS "askPrice",
         data_source AS "dataSource"
       FROM tick_data WHERE symbol = $1 ORDER BY ts DESC LIMIT $2`,
      [symbol, limit],
    );
    operation.rows(rows.length);
    return rows;
  });
}

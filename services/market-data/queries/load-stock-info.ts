import { trackOperation } from "@mystocks/telemetry";
import type { Pool } from "pg";
import { onTable } from "../operation.ts";

export interface StockInfo {
  symbol: string;
  name: string;
  exchange: string;
  securityType: string;
  status: string;
  dataSource: string;
}

export async function loadStockInfo(pool: Pool): Promise<StockInfo[]> {
  return trackOperation("load_stock_info", onTable("stock_info", "SYMBOLS_INFO"), async (operation) => {
    const { rows } = await pool.query<StockInfo>(
      `SELECT symbol, name, exchange, security_type AS "securityType", status, data_source AS "dataSource"
       FROM stock_info ORDER BY symbol`,
    );
    operation.rows(rows.length);
    return rows;
  });
}

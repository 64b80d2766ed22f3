import { trackOperation } from "@mystocks/telemetry";
import type { Pool } from "pg";
import { onTable } from "../operation.ts";

/** Reads the quarterly reports of the symbols, for strategies. Returns how many there are. */
export async function loadFundamentals(pool: Pool, symbols: readonly string[]): Promise<number> {
  return trackOperation(
    "load_fundamentals",
    onTable("fundamental_metrics", "FUNDAMENTAL_METRICS"),
    async (operation) => {
      const { rows } = await pool.query(
        `SELECT symbol, report_period, revenue, net_profit, eps, roe FROM fundamental_metrics
         WHERE symbol = ANY ($1::text[]) ORDER BY symbol, report_period DESC`,
        [symbols],
      );
      operation.rows(rows.length);
      return rows.length;
    },
  );
}

import { trackOperation } from "@mystocks/telemetry";
import type { Pool } from "pg";
import { onTable } from "../operation.ts";

export interface RankedSignal {
  symbol: string;
  signalType: "BUY" | "SELL";
  strength: number;
  targetPrice: number;
  signalTime: Date;
}

/** The strongest of the newest signals, one a symbol. */
export async function rankSignals(pool: Pool, limit: number): Promise<RankedSignal[]> {
  return trackOperation("rank_signals", onTable("trade_signals", "TRADE_SIGNALS"), async (operation) => {
    const { rows } = await pool.query<RankedSignal>(
      `WITH newest AS (
         SELECT DISTINCT ON (symbol) symbol, signal_type, signal_strength, target_price, signal_time
         FROM (SELECT * FROM trade_signals ORDER BY signal_time DESC LIMIT 1000) recent
         ORDER BY symbol, signal_time DESC)
       SELECT symbol, signal_type AS "signalType", signal_strength AS strength, target_price AS "targetPrice",
         signal_time AS "signalTime"
       FROM newest ORDER BY signal_strength DESC LIMIT $1`,
      [limit],
    );
    operation.rows(rows.length);
    return rows;
  });
}

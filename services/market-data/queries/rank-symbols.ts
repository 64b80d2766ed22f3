import { trackOperation } from "@mystocks/telemetry";
import type { Pool } from "pg";
import { onTable } from "../operation.ts";

export const RANKED_BY = ["change", "turnover", "momentum"] as const;
export type RankedBy = (typeof RANKED_BY)[number];

export interface Ranking {
  symbol: string;
  name: string;
  close: number;
  /** Share of the day before (change), of 20 days before (momentum), or amount traded (turnover). */
  score: number;
}

const SCORE: Record<RankedBy, string> = {
  change: "close / nullif(lag(close) OVER days, 0) - 1",
  momentum: "close / nullif(lag(close, 20) OVER days, 0) - 1",
  turnover: "amount",
};

/** The instruments with the highest score on their latest closed day. */
export async function rankSymbols(
  pool: Pool,
  by: RankedBy,
  since: string,
  limit: number,
): Promise<Ranking[]> {
  return trackOperation("rank_symbols", onTable("daily_kline", "DAILY_KLINE"), async (operation) => {
    const { rows } = await pool.query<Ranking>(
      `WITH scored AS (
         SELECT symbol, trade_date, close, ${SCORE[by]} AS score
         FROM daily_kline WHERE interval_type = 'D' AND trade_date >= $1
         WINDOW days AS (PARTITION BY symbol ORDER BY trade_date)),
       latest AS (SELECT DISTINCT ON (symbol) * FROM scored ORDER BY symbol, trade_date DESC)
       SELECT symbol, name, close, score FROM latest JOIN stock_info USING (symbol)
       WHERE score IS NOT NULL ORDER BY score DESC LIMIT $2`,
      [since, limit],
    );
    operation.rows(rows.length);
    return rows;
  });
}

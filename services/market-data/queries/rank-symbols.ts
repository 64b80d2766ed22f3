import { trackOperation } from "@mystocks/telemetry";
import type { Pool } from "pg";
import { onTable } from "../operation.ts";

export const RANKED_BY = ["change", "turnover", "momentum", "volatility"] as const;
export type RankedBy = (typeof RANKED_BY)[number];

export interface Ranking {
  symbol: string;
  name: string;
  close: number;
  /** Change since the day before, or since 20 days before (momentum); amount traded; deviation of a year's log closes. */
  score: number;
}

const SCORE: Record<RankedBy, { sql: string; days: number }> = {
  change: { sql: "close / nullif(lag(close) OVER days, 0) - 1", days: 2 },
  momentum: { sql: "close / nullif(lag(close, 20) OVER days, 0) - 1", days: 21 },
  turnover: { sql: "amount", days: 1 },
  volatility: { sql: "stddev_samp(ln(greatest(close, 0.01))) OVER days", days: 250 },
};

/** The instruments with the highest score on their latest closed day; `today` is the running one. */
export async function rankSymbols(
  pool: Pool,
  by: RankedBy,
  today: string,
  limit: number,
): Promise<Ranking[]> {
  return trackOperation("rank_symbols", onTable("daily_kline", "DAILY_KLINE"), async (operation) => {
    const { sql, days } = SCORE[by];
    const { rows } = await pool.query<Ranking>(
      `WITH scored AS (
         SELECT symbol, trade_date, close, ${sql} AS score
         FROM daily_kline WHERE interval_type = 'D' AND trade_date >= $1::date - $3::int
         WINDOW days AS (PARTITION BY symbol ORDER BY trade_date)),
       latest AS (SELECT DISTINCT ON (symbol) * FROM scored ORDER BY symbol, trade_date DESC)
       SELECT symbol, name, close, score FROM latest JOIN stock_info USING (symbol)
       WHERE score IS NOT NULL ORDER BY score DESC LIMIT $2`,
      [today, limit, days],
    );
    operation.rows(rows.length);
    return rows;
  });
}

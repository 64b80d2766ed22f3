import { trackOperation } from "@mystocks/telemetry";
import type { Market } from "../market.ts";
import { onTable } from "../operation.ts";

// Bollinger bands of the last 20 closes: the widest read of the loaders, 250 bars a symbol.
const COMPUTE = `
  WITH bars AS (
    SELECT symbol, trade_date, avg(close) OVER recent AS middle, stddev_samp(close) OVER recent AS spread
    FROM daily_kline
    WHERE symbol = ANY ($1::text[]) AND interval_type = 'D' AND trade_date > $2::date - 250
    WINDOW recent AS (PARTITION BY symbol ORDER BY trade_date ROWS 19 PRECEDING)),
  latest AS (SELECT DISTINCT ON (symbol) * FROM bars ORDER BY symbol, trade_date DESC)
  INSERT INTO technical_indicators (symbol, calc_date, indicator_name, indicator_value, indicator_params,
    upper_band, lower_band)
  SELECT symbol, trade_date, 'BOLL', middle, '{"days": 20, "deviations": 2}', middle + 2 * spread, middle - 2 * spread
  FROM latest
  ON CONFLICT (symbol, calc_date, indicator_name) DO UPDATE SET indicator_value = excluded.indicator_value,
    upper_band = excluded.upper_band, lower_band = excluded.lower_band, updated_at = now()`;

export async function computeIndicators(
  market: Market,
  symbols: readonly string[],
  date: string,
): Promise<void> {
  await trackOperation(
    "compute_indicators",
    onTable("technical_indicators", "TECHNICAL_INDICATORS", "SAVE"),
    async (operation) => {
      const { rowCount } = await market.pool.query(COMPUTE, [symbols, date]);
      operation.rows(rowCount ?? 0);
    },
  );
}

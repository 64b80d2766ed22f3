import { trackOperation } from "@mystocks/telemetry";
import type { Market } from "../market.ts";
import { onTable } from "../operation.ts";

const KEPT_SIGNALS = 5_000;

// Momentum over 20 days against the average of 60, for the symbols of one round.
const GENERATE = `
  WITH bars AS (
    SELECT symbol, trade_date, close,
      close / nullif(lag(close, 20) OVER days, 0) - 1 AS momentum,
      avg(close) OVER (days ROWS 59 PRECEDING) AS average
    FROM daily_kline
    WHERE symbol = ANY ($1::text[]) AND interval_type = 'D' AND trade_date > $2::date - 120
    WINDOW days AS (PARTITION BY symbol ORDER BY trade_date)),
  latest AS (SELECT DISTINCT ON (symbol) * FROM bars ORDER BY symbol, trade_date DESC)
  INSERT INTO trade_signals (strategy_id, strategy_name, symbol, signal_type, signal_strength, target_price,
    stop_loss_price, take_profit_price, position_size, signal_reason, signal_status)
  SELECT 'momentum-20', 'Momentum over 20 days', symbol, CASE WHEN momentum > 0 THEN 'BUY' ELSE 'SELL' END,
    least(1, abs(momentum) * 5), close * (1 + momentum / 2), close * 0.95, close * 1.1, 100,
    'close against its 60-day average', 'NEW'
  FROM latest WHERE abs(momentum) > 0.01 AND (momentum > 0) = (close > average)`;

/** Judges the instruments by their momentum and stores a signal for each that moves. */
export async function generateSignals(
  market: Market,
  symbols: readonly string[],
  date: string,
): Promise<void> {
  await trackOperation(
    "generate_signals",
    onTable("trade_signals", "TRADE_SIGNALS", "SAVE"),
    async (operation) => {
      const { rowCount } = await market.pool.query(GENERATE, [symbols, date]);
      operation.rows(rowCount ?? 0);
    },
  );
}

/** Keeps the newest signals only. */
export async function trimSignals({ pool }: Market): Promise<void> {
  await pool.query(
    `DELETE FROM trade_signals WHERE signal_time <
       (SELECT signal_time FROM trade_signals ORDER BY signal_time DESC OFFSET $1 LIMIT 1)`,
    [KEPT_SIGNALS],
  );
}

import { dailyRow, mergeDaily, type DailyRow } from "./loaders/daily-rows.ts";
import { barOf, type Market } from "./market.ts";
import { dayOfDate } from "./sample-clock.ts";

/** Replaces the daily bars that `findDays` (columns symbol, trade_date) names by the right ones. */
export async function repairDays(market: Market, findDays: string): Promise<void> {
  await market.inDailyTurn(async () => {
    const { rows } = await market.pool.query<{ symbol: string; date: string }>(
      `SELECT symbol, trade_date::text AS date FROM (${findDays}) found`,
    );
    const right = rows.flatMap(({ symbol, date }) => rightRow(market, symbol, date) ?? []);
    if (right.length > 0) await mergeDaily(market.pool, right);
  });
}

function rightRow(market: Market, symbol: string, date: string): DailyRow | undefined {
  const instrument = market.universe.find((candidate) => candidate.symbol === symbol);
  const bar = instrument && barOf(market, instrument, dayOfDate(date));
  return bar && dailyRow(instrument, date, bar);
}

import { dailyRow, mergeDaily } from "./loaders/daily-rows.ts";
import { barOf, type Market } from "./market.ts";
import { dateText, dayOfDate } from "./sample-clock.ts";

/** Replaces the daily bars that `findDays` (columns symbol, trade_date) names by the right ones. */
export async function repairDays(market: Market, findDays: string): Promise<void> {
  const { rows } = await market.pool.query<{ symbol: string; date: string }>(
    `SELECT symbol, trade_date::text AS date FROM (${findDays}) found`,
  );
  const instruments = new Map(market.universe.map((instrument) => [instrument.symbol, instrument]));
  const right = rows.flatMap(({ symbol, date }) => {
    const instrument = instruments.get(symbol);
    const day = dayOfDate(date);
    const bar = instrument && barOf(market, instrument, day);
    return bar === undefined ? [] : [dailyRow(instrument!, dateText(day), bar)];
  });
  if (right.length > 0) await mergeDaily(market.pool, right);
}

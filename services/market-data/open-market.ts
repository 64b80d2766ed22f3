import type { Pool } from "pg";
import { fillDailyHistory, settleShift } from "./history.ts";
import { backfillMinuteBars } from "./loaders/minute-bars.ts";
import { saveTicks } from "./loaders/ticks.ts";
import type { Market } from "./market.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { readSourcePrices } from "./prices.ts";
import { fillReference } from "./reference.ts";
import { analyze, createDailyKlineIndexes, createTables } from "./schema.ts";
import { buildUniverse } from "./universe.ts";
import { keepUp } from "./upkeep.ts";

/** Makes the tables where they are missing and settles how the history is shifted. */
export async function openMarket(pool: Pool, symbols: number, now: () => Date): Promise<Market> {
  const source = await readSourcePrices();
  await createTables(pool);
  const shift = await settleShift(pool, source, now());
  return { pool, source, universe: buildUniverse(source, symbols), shift, now, inDailyTurn: oneAtATime() };
}

/** Brings the data up to now, on an empty database and on one that was away for a while alike. */
export async function fillMarket(market: Market): Promise<void> {
  await keepUp(market.pool, market.now());
  const written = await fillDailyHistory(market);
  await createDailyKlineIndexes(market.pool);
  await fillReference(market);
  await backfillMinuteBars(market);
  if (written > 0) await analyze(market.pool);
  await saveTicks(market, market.universe);
}

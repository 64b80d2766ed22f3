import { saveDailyBars } from "../loaders/daily-bars.ts";
import { repairDays } from "../repair.ts";
import type { Fault, FaultParts } from "./fault.ts";

const FIRST_ROUND = 20;

/** The daily loader forgets to merge: each round adds its rows once more. */
export function duplicates({ market, loaders, maintenance }: Omit<FaultParts, "pool">): Fault {
  return {
    async start() {
      loaders.daily = { ...loaders.daily, merges: false };
      await saveDailyBars(market, market.universe.slice(0, FIRST_ROUND), loaders.daily);
    },
    async heal() {
      loaders.daily = { ...loaders.daily, merges: true };
      await repairDays(
        { ...market, pool: maintenance },
        `SELECT symbol, trade_date FROM daily_kline WHERE interval_type = 'D'
         GROUP BY symbol, trade_date HAVING count(*) > 1`,
      );
    },
  };
}

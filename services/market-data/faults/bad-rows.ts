import { saveDailyBars } from "../loaders/daily-bars.ts";
import type { DailyRow } from "../loaders/daily-rows.ts";
import { INVALID_BAR } from "../checks.ts";
import { repairDays } from "../repair.ts";
import type { Fault, FaultParts } from "./fault.ts";

const FIRST_ROUND = 20;

/** The daily loader stores bars that can't be: high below low, NaN, a negative volume. */
export function badRows({ market, loaders, maintenance }: Omit<FaultParts, "pool">): Fault {
  return {
    async start() {
      loaders.daily = { ...loaders.daily, spoil };
      await saveDailyBars(market, market.universe.slice(0, FIRST_ROUND), loaders.daily);
    },
    async heal() {
      const { spoil: _, ...habits } = loaders.daily;
      loaders.daily = habits;
      await repairDays(
        { ...market, pool: maintenance },
        `SELECT DISTINCT symbol, trade_date FROM daily_kline WHERE interval_type = 'D' AND ${INVALID_BAR}`,
      );
    },
  };
}

/** Every third row, in turn one of three ways. */
function spoil(row: DailyRow, at: number): DailyRow {
  if (at % 3 !== 0) return row;
  const ways: DailyRow[] = [
    { ...row, high: row.low, low: row.high + 1 },
    { ...row, close: Number.NaN },
    { ...row, volume: -(row.volume ?? 100) },
  ];
  return ways[(at / 3) % ways.length]!;
}

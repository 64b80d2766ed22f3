import { trackOperation } from "@mystocks/telemetry";
import { barOf, today, type Market } from "../market.ts";
import { onTable } from "../operation.ts";
import { dateText } from "../sample-clock.ts";
import type { Instrument } from "../universe.ts";
import { dailyRow, insertDaily, mergeDaily, type DailyRow } from "./daily-rows.ts";

/** How many closed days every update loads again, as the platform's daily update does. */
export const LOOKBACK_DAYS = 3;

/** What a fault does to a loader: spoils rows, or forgets to merge. */
export interface LoaderHabits {
  spoil?: (row: DailyRow, at: number) => DailyRow;
  merges: boolean;
}

export const HEALTHY: LoaderHabits = { merges: true };

/** Loads the last closed days of the instruments again and replaces what was stored. */
export async function saveDailyBars(
  market: Market,
  instruments: readonly Instrument[],
  habits: LoaderHabits = HEALTHY,
): Promise<void> {
  const rows = recentRows(market, instruments).map((row, at) => habits.spoil?.(row, at) ?? row);
  const write = habits.merges ? mergeDaily : insertDaily;
  await market.inDailyTurn(() =>
    trackOperation("save_daily_kline", onTable("daily_kline", "DAILY_KLINE", "SAVE"), async (operation) => {
      operation.bytes(await write(market.pool, rows));
      operation.rows(rows.length);
    }),
  );
}

function recentRows(market: Market, instruments: readonly Instrument[]): DailyRow[] {
  const { day } = today(market);
  return instruments.flatMap((instrument) =>
    Array.from({ length: LOOKBACK_DAYS }, (_, ago) => day - 1 - ago).flatMap((closed) => {
      const bar = barOf(market, instrument, closed);
      return bar === undefined ? [] : [dailyRow(instrument, dateText(closed), bar)];
    }),
  );
}

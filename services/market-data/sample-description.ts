import { today, type Market } from "./market.ts";
import { dateText, sourceIndexOf } from "./sample-clock.ts";
import { INDEX_SYMBOL } from "./universe.ts";

export interface SampleDescription {
  real: { symbols: string[]; source: string; from: string; to: string };
  derived: { symbols: number; how: string };
  session: { tradeDate: string; replays: string | null; timeZone: string; openHours: string };
}

/** What of the sample is real, what is derived, and which day of the history today replays. */
export function describeSample(market: Market): SampleDescription {
  const { source, universe, shift } = market;
  const { day } = today(market);
  const replayed = sourceIndexOf(shift, day, source.index.length);
  return {
    real: {
      symbols: [INDEX_SYMBOL],
      source: "vega-datasets: S&P 500 daily bars; monthly prices of five companies (interval 1mo)",
      from: source.index[0]!.date,
      to: source.index.at(-1)!.date,
    },
    derived: {
      symbols: universe.filter(({ dataSource }) => dataSource === "derived").length,
      how: "daily bars, minute bars and ticks made from the index by a seeded generator",
    },
    session: {
      tradeDate: dateText(day),
      replays: replayed === undefined ? null : source.index[replayed]!.date,
      timeZone: "Asia/Shanghai",
      openHours: "00:00–24:00 on every day, so that something moves at any hour",
    },
  };
}

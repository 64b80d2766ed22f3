import type { Pool } from "pg";
import { dailyBar } from "./derived-bar.ts";
import type { InTurn } from "./one-at-a-time.ts";
import type { Bar, SourcePrices } from "./prices.ts";
import type { SampleMoment, SampleShift } from "./sample-clock.ts";
import { momentOf, sourceIndexOf } from "./sample-clock.ts";
import type { Instrument } from "./universe.ts";

/** What loaders and queries work on. */
export interface Market {
  pool: Pool;
  source: SourcePrices;
  universe: readonly Instrument[];
  shift: SampleShift;
  now: () => Date;
  /** Two that replace the same daily bars at once would leave both copies, so each waits for its turn. */
  inDailyTurn: InTurn;
}

/** The bar that a sample day replays, or undefined outside the history. */
export function barOf(market: Market, instrument: Instrument, day: number): Bar | undefined {
  const { source, shift } = market;
  const at = sourceIndexOf(shift, day, source.index.length);
  return at === undefined ? undefined : dailyBar(instrument, source.index, at);
}

export function today(market: Market): SampleMoment {
  return momentOf(market.now());
}

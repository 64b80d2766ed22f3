import type { LoaderState } from "../faults/fault.ts";
import { saveTicks } from "../loaders/ticks.ts";
import type { Market } from "../market.ts";
import type { Instrument } from "../universe.ts";

/** Takes one tick of each instrument from the feed and stores it, while the feed runs. */
export async function takeTicks(
  market: Market,
  loaders: LoaderState,
  instruments: readonly Instrument[],
): Promise<void> {
  await loaders.inFeedTurn(async () => {
    if (!loaders.feedRuns) return;
    await saveTicks(market, instruments);
    loaders.lastTicksMs = market.now().getTime();
  });
}

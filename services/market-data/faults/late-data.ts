import { takeTicks } from "../load/feed.ts";
import type { Fault, FaultParts } from "./fault.ts";

/** The feed stops: no tick is written, so minute bars end too. Healing writes a tick of every instrument at once. */
export function lateData({ market, loaders }: Pick<FaultParts, "market" | "loaders">): Fault {
  return {
    start: async () => {
      loaders.feedRuns = false;
      // What is being written now still counts as in time.
      await loaders.inFeedTurn(async () => {});
    },
    heal: async () => {
      if (loaders.feedRuns) return;
      loaders.feedRuns = true;
      await takeTicks(market, loaders, market.universe);
    },
  };
}

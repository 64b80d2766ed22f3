import { raiseAlert } from "@mystocks/telemetry";
import { checkCompleteness, checkDuplicates, checkFreshness, checkValidity } from "../checks.ts";
import type { LoaderState } from "../faults/fault.ts";
import type { Market } from "../market.ts";
import { judgeFeed, SILENCE_LIMIT_MS, type FeedVerdict } from "./feed-watch.ts";
import type { Task } from "./pace.ts";
import { freshnessMs } from "./volume.ts";

/** What the service checks about its own data, each about every 2.5 seconds. */
export function checkTasks(market: Market, loaders: LoaderState): Task[] {
  const maxAgeMs = freshnessMs(market.universe.length);
  const checks: [string, () => Promise<unknown>][] = [
    ["check_completeness", () => checkCompleteness(market)],
    ["check_validity", () => checkValidity(market)],
    ["check_duplicates", () => checkDuplicates(market)],
    ["check_freshness", () => checkFreshness(market, maxAgeMs)],
    ["watch_feed", watchFeed(market, loaders)],
  ];
  return checks.map(([name, run]) => ({ name, perSecond: 0.4, atOnce: 1, run }));
}

/** Raises one alert when the feed falls silent. */
function watchFeed(market: Market, loaders: LoaderState): () => Promise<void> {
  let verdict: FeedVerdict = "flowing";
  return async () => {
    verdict = judgeFeed(loaders.lastTicksMs, market.now().getTime(), verdict);
    if (verdict !== "fell silent") return;
    raiseAlert({
      level: "CRITICAL",
      type: "DATA_QUALITY",
      title: "Market data feed is silent",
      message: `No tick was stored for ${SILENCE_LIMIT_MS / 1_000} s within a session`,
      details: { dataset: "tick_data", lastTicks: new Date(loaders.lastTicksMs).toISOString() },
    });
  };
}

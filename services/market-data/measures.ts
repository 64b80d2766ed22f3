import { MetricsCollector } from "@mystocks/telemetry";
import type { MarketCaches } from "./http/market-routes.ts";
import type { LoaderState } from "./faults/fault.ts";
import type { Market } from "./market.ts";

/** Five of the platform's 3-second snapshots. */
const FEED_ANSWERS_WITHIN_MS = 15_000;

/** Registers what the service measures about itself. Returns what ends it. */
export function measureService(
  { pool, now }: Market,
  caches: MarketCaches,
  loaders: LoaderState,
): () => void {
  const collector = new MetricsCollector();
  collector.addPgPool(pool, { database: "postgresql", poolName: "market-data" });
  const patterns = { klines: "daily_kline", rankings: "rankings", symbols: "stocks_basic" } as const;
  for (const name of ["klines", "rankings", "symbols"] as const)
    collector.addCache({ cacheType: "memory", keyPattern: patterns[name] }, caches[name].stats);
  collector.addHealthCheck("market-data", async () => {
    await pool.query("SELECT 1");
    return true;
  });
  collector.addDatasource("derived", () => now().getTime() - loaders.lastTicksMs < FEED_ANSWERS_WITHIN_MS);
  return () => collector.close();
}

import { MetricsCollector } from "@mystocks/telemetry";
import type { CacheTier } from "./cache/cache-tier.ts";
import type { LoaderState } from "./faults/fault.ts";
import type { Market } from "./market.ts";

/** Five of the platform's 3-second snapshots. */
const FEED_ANSWERS_WITHIN_MS = 15_000;

/** Registers what the service measures about itself. Returns what ends it. */
export function measureService(
  { pool, now }: Market,
  tiers: readonly CacheTier[],
  loaders: LoaderState,
): () => void {
  const collector = new MetricsCollector();
  collector.addPgPool(pool, { database: "postgresql", poolName: "market-data" });
  for (const tier of tiers)
    collector.addCache({ cacheType: "memory", keyPattern: tier.keyPattern }, () => tier.stats());
  collector.addHealthCheck("market-data", async () => {
    await pool.query("SELECT 1");
    return true;
  });
  collector.addDatasource("derived", () => now().getTime() - loaders.lastTicksMs < FEED_ANSWERS_WITHIN_MS);
  return () => collector.close();
}

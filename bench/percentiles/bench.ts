import type { BenchResult } from "../result.ts";
import { measureCost } from "./cost.ts";
import { measureError } from "./error.ts";
import { measureStore } from "./store.ts";

const TARGET_WORST_ERROR_PERCENT = 0.6;
const TARGET_24_HOURS_MS = 200;
const TARGET_30_DAYS_MS = 500;

/**
 * How true and how dear percentiles are, in memory and read back from PostgreSQL. The ratio is our worst error to
 * the peer's.
 */
export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  const error = measureError(quick ? 100_000 : 1_000_000);
  const cost = measureCost(quick ? 100_000 : 1_000_000, quick ? 3 : 7);
  const store = await measureStore({ quick });
  return {
    bench: "percentiles",
    figures: { ...error, ...cost, ...store },
    peer: "OpenTelemetry default buckets, linear interpolation",
    ratio: error.worst_error_percent / error.peer_worst_error_percent,
    target: TARGET_WORST_ERROR_PERCENT,
    met:
      error.worst_error_percent <= TARGET_WORST_ERROR_PERCENT &&
      error.worst_error_of_999_quantiles_percent <= TARGET_WORST_ERROR_PERCENT &&
      store.store_24h_ms <= TARGET_24_HOURS_MS &&
      store.store_30d_ms <= TARGET_30_DAYS_MS,
  };
}

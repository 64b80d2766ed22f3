import type { BenchResult } from "../result.ts";
import { measureCost } from "./cost.ts";
import { measureError } from "./error.ts";

const TARGET_WORST_ERROR_PERCENT = 0.6;

/**
 * How true and how dear percentiles are. The ratio is our worst error to the peer's.
 * Reading percentiles back from PostgreSQL (100 operations over 24 h and 30 d) belongs in `store.ts`
 * beside this file: its figures join these, and its targets `met`.
 */
export async function run({ quick }: { quick: boolean }): Promise<BenchResult> {
  const error = measureError(quick ? 100_000 : 1_000_000);
  const cost = measureCost(quick ? 100_000 : 1_000_000, quick ? 3 : 7);
  return {
    bench: "percentiles",
    figures: { ...error, ...cost },
    peer: "OpenTelemetry default buckets, linear interpolation",
    ratio: error.worst_error_percent / error.peer_worst_error_percent,
    target: TARGET_WORST_ERROR_PERCENT,
    met:
      error.worst_error_percent <= TARGET_WORST_ERROR_PERCENT &&
      error.worst_error_of_999_quantiles_percent <= TARGET_WORST_ERROR_PERCENT,
  };
}

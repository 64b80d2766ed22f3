import { ExponentialHistogram } from "@mystocks/histogram";
import { DefaultBuckets } from "./default-buckets.ts";
import { distributions } from "./distributions.ts";

const SHARDS = 100;
const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99, p99_9: 0.999 };
const EVERY_PERMILLE = Array.from({ length: 999 }, (_, i) => (i + 1) / 1000);

export type ErrorFigures = {
  worst_error_percent: number;
  peer_worst_error_percent: number;
  /** Over every permille of every distribution: four quantiles of one seed may be lucky. */
  worst_error_of_999_quantiles_percent: number;
  [figure: string]: number;
};

/**
 * Relative error of percentiles, values recorded into 100 shards, encoded and merged, as pods, seconds
 * and database rows do it; beside OpenTelemetry's default buckets on the same values.
 */
export function measureError(count: number): ErrorFigures {
  const ours: Record<string, number> = {};
  const peers: Record<string, number> = {};
  let worstOfAll = 0;
  for (const { name, draw } of distributions) {
    const values = draw(count);
    const merged = mergedFromShards(values);
    const peer = new DefaultBuckets();
    for (const value of values) peer.record(value);
    const sorted = values.toSorted();
    for (const [label, q] of Object.entries(QUANTILES)) {
      const exact = nearestRank(sorted, q);
      ours[`${name}_${label}_error_percent`] = errorPercent(merged.quantile(q)!, exact);
      peers[`peer_${name}_${label}_error_percent`] = errorPercent(peer.quantile(q), exact);
    }
    for (const q of EVERY_PERMILLE) {
      worstOfAll = Math.max(worstOfAll, errorPercent(merged.quantile(q)!, nearestRank(sorted, q)));
    }
  }
  return {
    worst_error_percent: Math.max(...Object.values(ours)),
    peer_worst_error_percent: Math.max(...Object.values(peers)),
    worst_error_of_999_quantiles_percent: worstOfAll,
    ...ours,
    ...peers,
  };
}

function mergedFromShards(values: Float64Array): ExponentialHistogram {
  const shards = Array.from({ length: SHARDS }, () => new ExponentialHistogram());
  for (const [i, value] of values.entries()) shards[i % SHARDS]!.record(value);
  const merged = new ExponentialHistogram();
  for (const shard of shards) merged.mergeEncoded(shard.encode());
  if (merged.count !== values.length) throw new Error(`${values.length} values in, ${merged.count} merged`);
  return merged;
}

function nearestRank(sorted: Float64Array, q: number): number {
  return sorted[Math.max(1, Math.ceil(q * sorted.length - 1e-9)) - 1]!;
}

function errorPercent(found: number, exact: number): number {
  return (Math.abs(found - exact) / exact) * 100;
}

import type { ExponentialHistogram } from "@opentelemetry/sdk-metrics";

/** counts[i] are values ≤ bounds[i] and > bounds[i − 1]; the last count is of what is above all bounds. */
export interface Buckets {
  count: number;
  bounds: number[];
  counts: number[];
}

/**
 * An exponential histogram as a classic one: powers of two are bucket borders of every scale ≥ 0, so nothing is
 * estimated. All powers between the smallest and the largest value are there, so a series does not come and go.
 */
export function classicBuckets(histogram: ExponentialHistogram, factor: number): Buckets {
  const atOrBelow = new Map<number, number>();
  const add = (bound: number, count: number) => atOrBelow.set(bound, (atOrBelow.get(bound) ?? 0) + count);
  for (const [power, count] of byPower(histogram.negative, histogram.scale)) add(-(2 ** power), count);
  if (histogram.zeroCount > 0) add(0, histogram.zeroCount);
  for (const [power, count] of byPower(histogram.positive, histogram.scale)) add(2 ** (power + 1), count);
  const bounds = [...atOrBelow.keys()].sort((a, b) => a - b);
  return {
    count: histogram.count,
    bounds: bounds.map((bound) => bound * factor),
    counts: [...bounds.map((bound) => atOrBelow.get(bound) ?? 0), 0],
  };
}

/** Magnitudes in (2^power, 2^(power + 1)], in order; an empty one between full ones counts 0. */
function byPower(side: ExponentialHistogram["positive"], scale: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const [at, count] of side.bucketCounts.entries()) {
    const index = side.offset + at;
    const power = scale >= 0 ? Math.floor(index / 2 ** scale) : index * 2 ** -scale;
    counts.set(power, (counts.get(power) ?? 0) + count);
  }
  return counts;
}

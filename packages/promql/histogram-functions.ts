import { kahanAdd } from "./kahan.ts";
import type { Kahan } from "./kahan.ts";
import type { FloatHistogram } from "./float-histogram.ts";
import { bucketOfRank, type ValueBucket } from "./value-buckets.ts";

/** As Prometheus 3 interpolates: evenly over the logarithm, in the zero bucket evenly over the value. */
export function histogramQuantile(q: number, histogram: FloatHistogram): number {
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const { count, sum } = histogram;
  if (count === 0 || Number.isNaN(q)) return NaN;
  const isForward = Number.isNaN(sum) || q < 0.5;
  const rank = (isForward ? q : 1 - q) * count;
  const { bucket, passed } = bucketOfRank(histogram, rank, isForward);
  if (bucket === undefined) return NaN;
  const reached = Math.min(passed, count);
  if (reached < rank) return Number.isNaN(sum) ? NaN : bucket.upper;
  const within = isForward ? rank - (reached - bucket.count) : reached - rank;
  return interpolate(zeroBounded(bucket, histogram), within / bucket.count);
}

/** A zero bucket ends at 0 on the side where the histogram has nothing. */
function zeroBounded(bucket: ValueBucket, histogram: FloatHistogram): ValueBucket {
  if (!(bucket.lower <= 0 && bucket.upper >= 0)) return bucket;
  const hasNegative = histogram.negative.counts.some((count) => count !== 0);
  const hasPositive = histogram.positive.counts.some((count) => count !== 0);
  if (!hasNegative && hasPositive) return { ...bucket, lower: 0 };
  if (!hasPositive && hasNegative) return { ...bucket, upper: 0 };
  return bucket;
}

function interpolate({ lower, upper }: ValueBucket, fraction: number): number {
  if (lower <= 0 && upper >= 0) return lower + (upper - lower) * fraction;
  const logLower = Math.log2(Math.abs(lower));
  const logUpper = Math.log2(Math.abs(upper));
  if (lower > 0) return 2 ** (logLower + (logUpper - logLower) * fraction);
  return -(2 ** (logUpper + (logLower - logUpper) * (1 - fraction)));
}

/** Share of the observations between two values. */
export function histogramFraction(lower: number, upper: number, histogram: FloatHistogram): number {
  if (histogram.count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return NaN;
  if (lower >= upper) return 0;
  const buckets = histogram.buckets().map((bucket) => zeroBounded(bucket, histogram));
  const observed = Number.isNaN(histogram.sum)
    ? buckets.reduce((total, { count }) => total + count, 0)
    : histogram.count;
  const upperRank = Math.min(rankOf(upper, buckets) ?? observed, observed);
  const lowerRank = Math.min(rankOf(lower, buckets) ?? observed, observed);
  return (upperRank - lowerRank) / histogram.count;
}

/** How many observations lie below the value; undefined when it is above all buckets. */
function rankOf(value: number, buckets: ValueBucket[]): number | undefined {
  let rank = 0;
  for (const { lower, upper, count } of buckets) {
    if (lower >= value) return rank;
    if (upper > value) return rank + count * shareBelow(value, lower, upper);
    rank += count;
  }
  return undefined;
}

function shareBelow(value: number, lower: number, upper: number): number {
  if (lower <= 0 && upper >= 0) return (value - lower) / (upper - lower);
  const logLower = Math.log2(Math.abs(lower));
  const logUpper = Math.log2(Math.abs(upper));
  const logValue = Math.log2(Math.abs(value));
  if (value > 0) return (logValue - logLower) / (logUpper - logLower);
  return 1 - (logValue - logUpper) / (logLower - logUpper);
}

/** Estimated from the buckets' geometric middles. */
export function histogramVariance(histogram: FloatHistogram): number {
  const mean = histogram.sum / histogram.count;
  const total: Kahan = { sum: 0, compensation: 0 };
  for (const { lower, upper, count } of histogram.buckets()) {
    const isZero = lower <= 0 && upper >= 0;
    const middle = isZero ? 0 : Math.sign(upper) * Math.sqrt(upper * lower);
    const delta = middle - mean;
    kahanAdd(total, count * delta * delta);
  }
  return (total.sum + total.compensation) / histogram.count;
}

import {
  hasSameBuckets,
  rankIn,
  rankInDifference,
  type BucketCounts,
  type Reached,
} from "./bucket-counts.ts";
import type { FloatHistogram } from "./float-histogram.ts";

/** A run of observations; both ends belong to it or not as Prometheus' native histograms have it. */
export type ValueBucket = { lower: number; upper: number; count: number };

const SIDES = ["negative", "zero", "positive"] as const;
const SIDES_DOWN = SIDES.toReversed();
type Side = (typeof SIDES)[number];

/** Where bucket number `index` of the positive side ends. */
export function upperBound(schema: number, index: number): number {
  return 2 ** (index / 2 ** schema);
}

/** The buckets with something in them, lowest first. */
export function valueBuckets(histogram: FloatHistogram): ValueBucket[] {
  const { negative, positive, zeroCount } = histogram;
  const buckets: ValueBucket[] = [];
  for (let i = negative.counts.length - 1; i >= 0; i--) {
    const count = negative.counts[i]!;
    if (count !== 0) buckets.push(bucketAt(histogram, "negative", negative.offset + i, count));
  }
  if (zeroCount > 0) buckets.push(bucketAt(histogram, "zero", 0, zeroCount));
  for (let i = 0; i < positive.counts.length; i++) {
    const count = positive.counts[i]!;
    if (count !== 0) buckets.push(bucketAt(histogram, "positive", positive.offset + i, count));
  }
  return buckets;
}

/**
 * The bucket with which the counts, added up from the lowest or from the highest one on, reach the rank, and how many
 * that are; the last one when they never do. Only its own bounds are worked out.
 */
export function bucketOfRank(
  histogram: FloatHistogram,
  rank: number,
  isFromLowest: boolean,
): { bucket: ValueBucket | undefined; passed: number } {
  let passed = 0;
  let bucket: ValueBucket | undefined;
  for (const side of isFromLowest ? SIDES : SIDES_DOWN) {
    if (side === "zero" && !(histogram.zeroCount > 0)) continue;
    const isRising = isFromLowest === (side !== "negative");
    const reached = reach(histogram, side, { rank, isRising, before: passed });
    if (reached.index === undefined) continue;
    passed = reached.passed;
    bucket = bucketAt(histogram, side, reached.index, reached.count);
    if (passed >= rank) break;
  }
  return { bucket, passed };
}

function reach(
  histogram: FloatHistogram,
  side: Side,
  { rank, isRising, before }: { rank: number; isRising: boolean; before: number },
): Reached {
  const positive = histogram.positiveAsIs;
  if (side === "positive" && "minuend" in positive && hasSameBuckets(positive))
    return rankInDifference(positive, rank, isRising, before);
  return rankIn(countsOf(histogram, side), rank, isRising, before);
}

function countsOf(histogram: FloatHistogram, side: Side): BucketCounts {
  if (side === "zero") return { offset: 0, counts: Float64Array.of(histogram.zeroCount) };
  // Asked for the other one, a difference would be worked out for nothing.
  return side === "positive" ? histogram.positive : histogram.negative;
}

function bucketAt(
  { schema, zeroThreshold }: FloatHistogram,
  side: Side,
  index: number,
  count: number,
): ValueBucket {
  if (side === "zero") return { lower: -zeroThreshold, upper: zeroThreshold, count };
  const lower = Math.max(upperBound(schema, index - 1), zeroThreshold);
  const upper = upperBound(schema, index);
  return side === "positive" ? { lower, upper, count } : { lower: -upper, upper: -lower, count };
}

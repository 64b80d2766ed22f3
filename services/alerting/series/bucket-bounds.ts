import { addEncodedCountsBefore, firstBucketAbove, type ExponentialHistogram } from "@mystocks/histogram";

/** Upper bounds in seconds of the classic buckets made from a sketch: all that the SDK's own histograms have. */
const BUCKET_BOUNDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 2.5, 5, 10, 30, 60] as const;
const FIRST_ABOVE = Int32Array.from(BUCKET_BOUNDS, firstBucketAbove);

/** As `le` shows in Prometheus' text format. */
export const BUCKET_LABELS = [...BUCKET_BOUNDS.map(String), "+Inf"];

/**
 * Values up to each bound, and all of them last. A bucket of the sketch is whole on one side of a bound, whatever its
 * values are: so these counts of a running total never fall.
 */
export function countsUpTo(histogram: ExponentialHistogram): number[] {
  return [...histogram.countsBefore(FIRST_ABOVE), histogram.count];
}

/** Adds the same of an encoded one, which lies in the bytes from `start` up to and without `end`. */
export function addEncodedCountsUpTo(
  counts: Float64Array,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  counts[FIRST_ABOVE.length]! += addEncodedCountsBefore(counts, FIRST_ABOVE, bytes, start, end);
}

import type { ExponentialHistogram } from "@mystocks/histogram";

/** Upper bounds in seconds of the classic buckets made from a sketch: all that the SDK's own histograms have. */
const BUCKET_BOUNDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 2.5, 5, 10, 30, 60] as const;

/** As `le` shows in Prometheus' text format. */
export const BUCKET_LABELS = [...BUCKET_BOUNDS.map(String), "+Inf"];

/** Values up to each bound, and all of them last. */
export function countsUpTo(histogram: ExponentialHistogram): number[] {
  const { count } = histogram;
  return [...histogram.countsAbove(BUCKET_BOUNDS).map((above) => count - above), count];
}

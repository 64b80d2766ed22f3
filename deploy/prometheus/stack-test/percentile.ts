/** Upper bounds in seconds that the SDK sends of an operation's durations (packages/telemetry). */
const BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30];

export function percentile95(durations: readonly number[]): number {
  const sorted = durations.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1]!;
}

/** Which bucket it falls into. */
export const placeOf = (seconds: number): number => BUCKETS.findIndex((bound) => seconds <= bound);

/** The 95th percentile as `histogram_quantile` has it: evenly spread within a bucket. */
export function throughBuckets(durations: readonly number[]): number {
  const rank = durations.length * 0.95;
  const atMost = (bound: number) => durations.filter((seconds) => seconds <= bound).length;
  const index = BUCKETS.findIndex((bound) => atMost(bound) >= rank);
  const [lower, upper] = [BUCKETS[index - 1]!, BUCKETS[index]!];
  return lower + ((upper - lower) * (rank - atMost(lower))) / (atMost(upper) - atMost(lower));
}

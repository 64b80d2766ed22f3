/** Buckets of a classic histogram by rising end, each end once: how many observations are at or below it. */
export type ClassicBuckets = { uppers: readonly number[]; counts: Float64Array };

/** Differences this small come from rounding and are no fall of a count. */
const SMALL_DELTA = 1e-12;
/** The smallest normal double. */
const SMALLEST_NORMAL = 2 ** -1022;

/** `forced` says that counts had to be raised, which is done in place, since one fell from a bucket to the next. */
export function classicQuantile(q: number, buckets: ClassicBuckets): { value: number; forced: boolean } {
  if (Number.isNaN(q)) return { value: NaN, forced: false };
  if (q < 0) return { value: -Infinity, forced: false };
  if (q > 1) return { value: Infinity, forced: false };
  const { uppers, counts } = buckets;
  const last = uppers.length - 1;
  if (uppers[last] !== Infinity) return { value: NaN, forced: false };
  const forced = forceMonotonic(counts);
  const total = counts[last]!;
  if (last < 1 || total === 0) return { value: NaN, forced };
  return { value: interpolated(buckets, q * total), forced };
}

function interpolated({ uppers, counts }: ClassicBuckets, rank: number): number {
  const last = uppers.length - 1;
  let index = 0;
  while (index < last && !(counts[index]! >= rank)) index++;
  if (index === last) return uppers[last - 1]!;
  const upper = uppers[index]!;
  if (index === 0 && upper <= 0) return upper;
  const start = index === 0 ? 0 : uppers[index - 1]!;
  const passed = index === 0 ? 0 : counts[index - 1]!;
  return start + (upper - start) * ((rank - passed) / (counts[index]! - passed));
}

/** Share of the observations between two values. */
export function classicFraction(lower: number, upper: number, buckets: ClassicBuckets): number {
  const last = buckets.uppers.length - 1;
  const total = buckets.counts[last]!;
  if (buckets.uppers[last] !== Infinity || total === 0 || Number.isNaN(lower) || Number.isNaN(upper))
    return NaN;
  if (lower >= upper) return 0;
  const lowerRank = Math.min(rankOf(lower, buckets) ?? total, total);
  const upperRank = Math.min(rankOf(upper, buckets) ?? total, total);
  return (upperRank - lowerRank) / total;
}

function rankOf(value: number, { uppers, counts }: ClassicBuckets): number | undefined {
  let rank = 0;
  let start = uppers[0]! <= 0 ? -Infinity : 0;
  for (let index = 0; index < uppers.length; index++) {
    const upper = uppers[index]!;
    const count = counts[index]!;
    if (start >= value) return rank;
    if (upper > value) {
      return start === -Infinity ? count : rank + ((count - rank) * (value - start)) / (upper - start);
    }
    rank = count;
    start = upper;
  }
  return undefined;
}

function forceMonotonic(counts: Float64Array): boolean {
  let forced = false;
  let before = counts[0]!;
  for (let index = 1; index < counts.length; index++) {
    const count = counts[index]!;
    if (count === before) continue;
    const isSmall = almostEqual(before, count);
    if (isSmall || count < before) {
      counts[index] = before;
      forced ||= !isSmall;
    } else {
      before = count;
    }
  }
  return forced;
}

function almostEqual(a: number, b: number): boolean {
  const difference = Math.abs(a - b);
  const size = Math.abs(a) + Math.abs(b);
  if (a === 0 || b === 0 || size < SMALLEST_NORMAL) return difference < SMALL_DELTA * SMALLEST_NORMAL;
  return difference / Math.min(size, Number.MAX_VALUE) < SMALL_DELTA;
}

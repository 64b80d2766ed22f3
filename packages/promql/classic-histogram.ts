/** A bucket of a classic histogram: how many observations are at or below `upper`. */
export type ClassicBucket = { upper: number; count: number };

/** Differences this small come from rounding and are no fall of a count. */
const SMALL_DELTA = 1e-12;
/** The smallest normal double. */
const SMALLEST_NORMAL = 2 ** -1022;

/** `forced` says that counts had to be raised, since one fell from a bucket to the next. */
export function classicQuantile(q: number, unsorted: ClassicBucket[]): { value: number; forced: boolean } {
  if (Number.isNaN(q)) return { value: NaN, forced: false };
  if (q < 0) return { value: -Infinity, forced: false };
  if (q > 1) return { value: Infinity, forced: false };
  const buckets = coalesced(unsorted);
  if (buckets.at(-1)!.upper !== Infinity) return { value: NaN, forced: false };
  const forced = forceMonotonic(buckets);
  const total = buckets.at(-1)!.count;
  if (buckets.length < 2 || total === 0) return { value: NaN, forced };
  return { value: interpolated(buckets, q * total), forced };
}

function interpolated(buckets: ClassicBucket[], rank: number): number {
  const last = buckets.length - 1;
  let index = 0;
  while (index < last && !(buckets[index]!.count >= rank)) index++;
  if (index === last) return buckets[last - 1]!.upper;
  const { upper, count } = buckets[index]!;
  if (index === 0 && upper <= 0) return upper;
  const before = buckets[index - 1];
  const start = before?.upper ?? 0;
  const passed = before?.count ?? 0;
  return start + (upper - start) * ((rank - passed) / (count - passed));
}

/** Share of the observations between two values. */
export function classicFraction(lower: number, upper: number, unsorted: ClassicBucket[]): number {
  const buckets = coalesced(unsorted);
  const { upper: end, count: total } = buckets.at(-1)!;
  if (end !== Infinity || total === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return NaN;
  if (lower >= upper) return 0;
  const lowerRank = Math.min(rankOf(lower, buckets) ?? total, total);
  const upperRank = Math.min(rankOf(upper, buckets) ?? total, total);
  return (upperRank - lowerRank) / total;
}

function rankOf(value: number, buckets: ClassicBucket[]): number | undefined {
  let rank = 0;
  let start = buckets[0]!.upper <= 0 ? -Infinity : 0;
  for (const { upper, count } of buckets) {
    if (start >= value) return rank;
    if (upper > value) {
      return start === -Infinity ? count : rank + ((count - rank) * (value - start)) / (upper - start);
    }
    rank = count;
    start = upper;
  }
  return undefined;
}

/** Sorted copies, those with the same end added up. */
function coalesced(unsorted: ClassicBucket[]): ClassicBucket[] {
  const sorted = unsorted.toSorted((a, b) => (a.upper < b.upper ? -1 : a.upper > b.upper ? 1 : 0));
  const buckets: ClassicBucket[] = [];
  for (const { upper, count } of sorted) {
    const last = buckets.at(-1);
    if (last?.upper === upper) last.count += count;
    else buckets.push({ upper, count });
  }
  return buckets;
}

function forceMonotonic(buckets: ClassicBucket[]): boolean {
  let forced = false;
  let before = buckets[0]!.count;
  for (const bucket of buckets.slice(1)) {
    const { count } = bucket;
    const isSmall = count !== before && almostEqual(before, count);
    if (isSmall || count < before) {
      bucket.count = before;
      forced ||= !isSmall;
    } else if (count !== before) {
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

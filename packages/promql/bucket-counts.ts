import { kahanAdd } from "./kahan.ts";
import type { Kahan } from "./kahan.ts";

/** Counts of neighbouring buckets; `counts[0]` is that of bucket number `offset`. */
export type BucketCounts = { readonly offset: number; readonly counts: Float64Array };

export const NO_BUCKETS: BucketCounts = { offset: 0, counts: new Float64Array(0) };

export function countAt({ offset, counts }: BucketCounts, index: number): number {
  return counts[index - offset] ?? 0;
}

export function scaled(buckets: BucketCounts, factor: number): BucketCounts {
  const { offset, counts } = buckets;
  if (counts.length === 0) return buckets;
  const products = new Float64Array(counts.length);
  for (let i = 0; i < counts.length; i++) products[i] = counts[i]! * factor;
  return { offset, counts: products };
}

export function divided({ offset, counts }: BucketCounts, divisor: number): BucketCounts {
  return { offset, counts: counts.map((count) => count / divisor) };
}

/** a + factor × b. */
export function combined(a: BucketCounts, b: BucketCounts, factor: 1 | -1): BucketCounts {
  if (b.counts.length === 0) return a;
  const offset = a.counts.length === 0 ? b.offset : Math.min(a.offset, b.offset);
  const end = Math.max(
    a.counts.length === 0 ? offset : a.offset + a.counts.length,
    b.offset + b.counts.length,
  );
  const counts = new Float64Array(end - offset);
  counts.set(a.counts, a.counts.length === 0 ? 0 : a.offset - offset);
  const shift = b.offset - offset;
  for (let i = 0; i < b.counts.length; i++) counts[i + shift]! += factor * b.counts[i]!;
  return { offset, counts };
}

/** (minuend - subtrahend) × factor, bucket by bucket: worked out when somebody looks at the buckets. */
export type Difference = { minuend: BucketCounts; subtrahend: BucketCounts; factor: number };

export function workedOut({ minuend, subtrahend, factor }: Difference): BucketCounts {
  const counts = combined(minuend, subtrahend, -1);
  return factor === 1 ? counts : scaled(counts, factor);
}

/** Samples of one running total mostly have. */
export function hasSameBuckets({ minuend, subtrahend }: Difference): boolean {
  return minuend.offset === subtrahend.offset && minuend.counts.length === subtrahend.counts.length;
}

/** The bucket with which a rank is reached, undefined when all are empty, and how many there are up to and with it. */
export type Reached = { index: number | undefined; passed: number; count: number };

/**
 * The same as `rankIn` of what is worked out, without the buckets that it need not come to. Both must have the same
 * buckets.
 */
export function rankInDifference(
  { minuend: a, subtrahend: b, factor }: Difference,
  rank: number,
  isRising: boolean,
  before: number,
): Reached {
  const [left, right] = [a.counts, b.counts];
  const step = isRising ? 1 : -1;
  let passed = before;
  for (let at = isRising ? 0 : left.length - 1; at >= 0 && at < left.length; at += step) {
    const count = (left[at]! - right[at]!) * factor;
    passed += count;
    // An empty one reaches nothing that was not reached before.
    if (passed >= rank && count !== 0) return { index: a.offset + at, passed, count };
  }
  return lastFilled(workedOut({ minuend: a, subtrahend: b, factor }), isRising, passed);
}

/** Adds the counts up, from the first or from the last on, until they reach the rank. */
export function rankIn(
  { offset, counts }: BucketCounts,
  rank: number,
  isRising: boolean,
  before: number,
): Reached {
  const step = isRising ? 1 : -1;
  let passed = before;
  for (let at = isRising ? 0 : counts.length - 1; at >= 0 && at < counts.length; at += step) {
    const count = counts[at]!;
    passed += count;
    if (passed >= rank && count !== 0) return { index: offset + at, passed, count };
  }
  return lastFilled({ offset, counts }, isRising, passed);
}

function lastFilled({ offset, counts }: BucketCounts, isRising: boolean, passed: number): Reached {
  const isFilled = (count: number) => count !== 0;
  const at = isRising ? counts.findLastIndex(isFilled) : counts.findIndex(isFilled);
  return { index: at === -1 ? undefined : offset + at, passed, count: counts[at] ?? 0 };
}

/** Two to the `levels` buckets become one. */
export function coarser(buckets: BucketCounts, levels: number): BucketCounts {
  const { offset, counts } = buckets;
  if (levels === 0 || counts.length === 0) return buckets;
  const target = (index: number): number => ((index - 1) >> levels) + 1;
  const first = target(offset);
  const merged = new Float64Array(target(offset + counts.length - 1) - first + 1);
  for (let i = 0; i < counts.length; i++) merged[target(offset + i) - first]! += counts[i]!;
  return { offset: first, counts: merged };
}

/** Without empty buckets at the ends; the same object when there are none. */
function trimmed(buckets: BucketCounts): BucketCounts {
  const { offset, counts } = buckets;
  let start = 0;
  let end = counts.length;
  while (start < end && counts[start] === 0) start++;
  while (end > start && counts[end - 1] === 0) end--;
  if (start === end) return NO_BUCKETS;
  if (start === 0 && end === counts.length) return buckets;
  return { offset: offset + start, counts: counts.subarray(start, end) };
}

/** From bucket `index` on. */
export function from(buckets: BucketCounts, index: number): BucketCounts {
  const skipped = index - buckets.offset;
  if (skipped <= 0) return buckets;
  return { offset: index, counts: buckets.counts.subarray(Math.min(skipped, buckets.counts.length)) };
}

/** Whether some bucket of `before` has more than the same one of `now`. */
export function hasFallen(now: BucketCounts, before: BucketCounts): boolean {
  const { counts } = now;
  const shift = before.offset - now.offset;
  for (let i = 0; i < before.counts.length; i++) {
    const slot = i + shift;
    const count = slot >= 0 && slot < counts.length ? counts[slot]! : 0;
    if (before.counts[i]! > count) return true;
  }
  return false;
}

export function sameCounts(a: BucketCounts, b: BucketCounts): boolean {
  const left = trimmed(a);
  const right = trimmed(b);
  return (
    left.offset === right.offset &&
    left.counts.length === right.counts.length &&
    left.counts.every((count, i) => count === right.counts[i])
  );
}

/** sum + added with what is lost in rounding kept beside it, bucket by bucket. */
export function kahanCombined(
  sum: BucketCounts,
  lost: BucketCounts,
  added: BucketCounts,
): { sum: BucketCounts; lost: BucketCounts } {
  if (added.counts.length === 0) return { sum, lost };
  const next = combined(sum, { offset: added.offset, counts: new Float64Array(added.counts.length) }, 1);
  const { offset } = next;
  const counts = Float64Array.from(next.counts);
  const rest = new Float64Array(counts.length);
  rest.set(lost.counts, lost.counts.length === 0 ? 0 : lost.offset - offset);
  const total: Kahan = { sum: 0, compensation: 0 };
  for (let i = 0; i < added.counts.length; i++) {
    const slot = added.offset - offset + i;
    total.sum = counts[slot]!;
    total.compensation = rest[slot]!;
    kahanAdd(total, added.counts[i]!);
    counts[slot] = total.sum;
    rest[slot] = total.compensation;
  }
  return { sum: { offset, counts }, lost: { offset, counts: rest } };
}

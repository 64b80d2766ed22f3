import { bucketIndex, bucketLower } from "./buckets.ts";

/** `count` values known only to lie in (lower, upper] seconds. */
export type Range = { lower: number; upper: number; count: number };

/** Share of a range's values that are at or below x, 0 to 1, rising with x. */
export type Share = (x: number, range: Range) => number;

/** Evenly over the values, as linear interpolation reads a classic bucket. */
export const evenly: Share = (x, { lower, upper }) => (x - lower) / (upper - lower);

/** Evenly over the logarithms, as an exponential bucket is read. */
export const evenlyInLogarithm: Share = (x, { lower, upper }) =>
  Math.log(x / lower) / Math.log(upper / lower);

/** Puts a range's values into the buckets it touches, whole counts that add up to `count`, highest first. */
export function* spread(range: Range, share: Share): Generator<[index: number, count: number]> {
  let rest = range.count;
  for (let index = bucketIndex(range.upper); rest > 0; index--) {
    const lower = bucketLower(index);
    const below = lower <= range.lower ? 0 : Math.min(rest, Math.round(range.count * share(lower, range)));
    if (below < rest) yield [index, rest - below];
    rest = below;
  }
}

import { bucketIndex, bucketUpper } from "./buckets.ts";
import { ExponentialHistogram } from "./exponential-histogram.ts";
import { evenly, spread } from "./spread.ts";
import type { Range } from "./spread.ts";
import { checkedCount, scaledTotals } from "./totals.ts";
import type { TimeUnit, Totals } from "./totals.ts";

/** OTLP's histogram data point: bucket i holds (bounds[i-1], bounds[i]], the last is open above. */
export type ExplicitBoundsPoint = { bounds: readonly number[]; bucketCounts: readonly number[] } & Totals;

/**
 * A classic histogram, each bucket's values spread evenly over it: quantiles are as good as linear
 * interpolation of the source, no better. Values above the last bound lie up to `max`, or just above
 * the bound when that is not given. Throws RangeError for bounds that do not rise, for counts that do
 * not fit the bounds, and for values outside 0 to 2^53 - 1 seconds.
 */
export function fromExplicitBounds(
  point: ExplicitBoundsPoint,
  unit: TimeUnit,
): { histogram: ExponentialHistogram; rebucketed: true } {
  const { totals, unitsPerSecond } = scaledTotals(point, unit);
  const bounds = checkedBounds(point).map((bound) => bound / unitsPerSecond);
  let zeroCount = 0;
  const counts: [number, number][] = [];
  for (const [position, count] of point.bucketCounts.entries()) {
    if (checkedCount(count) === 0) continue;
    const range = rangeOf(bounds, position, totals);
    if (range.upper < 0)
      throw new RangeError(`bucket ${position} counts negative values, and a duration is none`);
    if (range.upper === 0) zeroCount += count;
    else counts.push(...spread({ ...range, count }, evenly));
  }
  return {
    histogram: ExponentialHistogram.fromIndexedCounts({ zeroCount, counts, ...totals }),
    rebucketed: true,
  };
}

function rangeOf(
  bounds: readonly number[],
  position: number,
  { min = 0, max }: { min: number | undefined; max: number | undefined },
): Omit<Range, "count"> {
  const bottom = Math.max(0, bounds[position - 1] ?? 0);
  const top = bounds[position] ?? max ?? justAbove(bottom);
  const upper = Math.min(top, max ?? Number.MAX_SAFE_INTEGER);
  return { lower: Math.min(Math.max(bottom, min), upper), upper };
}

function justAbove(bound: number): number {
  return bound === 0 ? 0 : bucketUpper(bucketIndex(bound) + 1);
}

function checkedBounds({ bounds, bucketCounts }: ExplicitBoundsPoint): readonly number[] {
  if (bounds.some((bound, i) => !Number.isFinite(bound) || bound <= (bounds[i - 1] ?? -Infinity))) {
    throw new RangeError("a histogram's bounds are finite and rise");
  }
  if (bucketCounts.length !== 0 && bucketCounts.length !== bounds.length + 1) {
    throw new RangeError(
      `${bounds.length} bounds need ${bounds.length + 1} counts, not ${bucketCounts.length}`,
    );
  }
  return bounds;
}

import { HIGHEST_INDEX, LOWEST_INDEX } from "./buckets.ts";
import { ExponentialHistogram } from "./exponential-histogram.ts";
import { evenlyInLogarithm, spread } from "./spread.ts";
import { checkedCount, scaledTotals } from "./totals.ts";
import type { TimeUnit, Totals } from "./totals.ts";

const OWN_SCALE = 6;

/** OTLP's exponential histogram data point; `sum`, `min` and `max` in the metric's unit. */
export type OtlpExponentialPoint = {
  scale: number;
  zeroCount: number;
  positive: { offset: number; bucketCounts: readonly number[] };
} & Totals;

/**
 * Scale 6 or finer in seconds keeps every value in the bucket `record` would choose. Another unit or a
 * coarser scale is spread evenly over the buckets it touches and flagged `rebucketed`; the error is then
 * up to the source's bucket width more. Throws RangeError for a scale outside -10..20, for counts that
 * are no whole numbers and for values outside 0 to 2^53 - 1 seconds.
 */
export function fromOtlpExponential(
  point: OtlpExponentialPoint,
  unit: TimeUnit,
): { histogram: ExponentialHistogram; rebucketed: boolean } {
  const { scale, positive } = point;
  if (!(Number.isInteger(scale) && scale >= -10 && scale <= 20)) {
    throw new RangeError(`an exponential histogram's scale is -10 to 20, not ${scale}`);
  }
  if (!Number.isSafeInteger(positive.offset))
    throw new RangeError(`bucket offset ${positive.offset} is no integer`);
  const rebucketed = unit !== "s" || scale < OWN_SCALE;
  const { totals, unitsPerSecond } = scaledTotals(point, unit);
  const counts = rebucketed ? spreadBuckets(point, unitsPerSecond, totals) : shiftedBuckets(point);
  const zeroCount = checkedCount(point.zeroCount);
  const histogram = ExponentialHistogram.fromIndexedCounts({ zeroCount, counts, ...totals });
  return { histogram, rebucketed };
}

/** A finer scale splits each bucket of ours into 2^(scale - 6): bucket i goes to i >> (scale - 6). */
function* shiftedBuckets({ scale, positive }: OtlpExponentialPoint): Generator<[number, number]> {
  const ratio = 2 ** (scale - OWN_SCALE);
  for (const [position, count] of positive.bucketCounts.entries()) {
    if (checkedCount(count) === 0) continue;
    const index = Math.floor((positive.offset + position) / ratio);
    if (index < LOWEST_INDEX || index > HIGHEST_INDEX) throw outOfRange(positive.offset + position, scale);
    yield [index, count];
  }
}

function* spreadBuckets(
  { scale, positive }: OtlpExponentialPoint,
  unitsPerSecond: number,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { min: number | undefined; max: number | undefined },
): Generator<[number, number]> {
  for (const [position, count] of positive.bucketCounts.entries()) {
    if (checkedCount(count) === 0) continue;
    const index = positive.offset + position;
    const upper = Math.min(max, 2 ** ((index + 1) * 2 ** -scale) / unitsPerSecond);
    const lower = Math.max(min, 2 ** (index * 2 ** -scale) / unitsPerSecond, Number.MIN_VALUE);
    if (!(upper > 0 && lower < Number.MAX_SAFE_INTEGER)) throw outOfRange(index, scale);
    yield* spread({ lower: Math.min(lower, upper), upper, count }, evenlyInLogarithm);
  }
}

function outOfRange(index: number, scale: number): RangeError {
  return new RangeError(`bucket ${index} of scale ${scale} is outside the range of durations`);
}

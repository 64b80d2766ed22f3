import type { ExponentialHistogram } from "@mystocks/histogram";
import * as bucketCounts from "./bucket-counts.ts";
import type { BucketCounts, Difference } from "./bucket-counts.ts";
import { upperBound, valueBuckets, type ValueBucket } from "./value-buckets.ts";

/**
 * What is known about the step from the sample before: `gauge` is no running total, so `rate` of it is a mistake;
 * `unknown`, the default, is found out by comparing.
 */
export type CounterHint = "unknown" | "reset" | "not-reset" | "gauge";

export type HistogramParts = {
  /** Bucket i of schema s ends at 2^(i / 2^s), and its mirror image is the negative one; -4 to 8. */
  schema: number;
  count: number;
  sum: number;
  /** Observations within [-zeroThreshold, zeroThreshold]. */
  zeroThreshold: number;
  zeroCount: number;
  positive: BucketCounts;
  negative: BucketCounts;
  hint?: CounterHint;
};

const EXPONENTIAL_SCHEMA = 6;

/**
 * A native histogram of Prometheus with counts that need not be whole: what `rate` and arithmetic make of one. It
 * does not change.
 */
export class FloatHistogram {
  readonly schema: number;
  readonly count: number;
  readonly sum: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly negative: BucketCounts;
  readonly hint: CounterHint;
  /** What `rate` makes is mostly looked at once or not at all, so a difference stays one until somebody keeps it. */
  #positive: BucketCounts | Difference;
  #compared: WeakRef<FloatHistogram> | undefined;
  #hasFallen = false;

  constructor(parts: Omit<HistogramParts, "positive"> & { positive: BucketCounts | Difference }) {
    this.schema = parts.schema;
    this.count = parts.count;
    this.sum = parts.sum;
    this.zeroThreshold = parts.zeroThreshold;
    this.zeroCount = parts.zeroCount;
    this.#positive = parts.positive;
    this.negative = parts.negative;
    this.hint = parts.hint ?? "unknown";
  }

  get positive(): BucketCounts {
    if ("minuend" in this.#positive) this.#positive = bucketCounts.workedOut(this.#positive);
    return this.#positive;
  }

  /** The positive buckets as they are: perhaps a difference that nobody has worked out. */
  get positiveAsIs(): BucketCounts | Difference {
    return this.#positive;
  }

  /**
   * Exact: the same buckets. A store that converts once is evaluated faster than one that hands out the other. `counts`
   * is where the buckets' counts are put, of their length: parts of one array are cheaper than many arrays.
   */
  static fromExponential(
    source: ExponentialHistogram,
    hint: CounterHint = "unknown",
    counts: Float64Array = new Float64Array(source.bucketRange.length),
  ): FloatHistogram {
    // The same bucket has the number of its lower bound there and of its upper one here.
    const { first } = source.bucketRange;
    source.copyCounts(counts);
    return new FloatHistogram({
      schema: EXPONENTIAL_SCHEMA,
      count: source.count,
      sum: source.sum,
      zeroThreshold: 0,
      zeroCount: source.zeroCount,
      positive: { offset: first + 1, counts },
      negative: bucketCounts.NO_BUCKETS,
      hint,
    });
  }

  static empty(schema: number): FloatHistogram {
    const none = bucketCounts.NO_BUCKETS;
    return new FloatHistogram({
      schema,
      count: 0,
      sum: 0,
      zeroThreshold: 0,
      zeroCount: 0,
      positive: none,
      negative: none,
    });
  }

  times(factor: number): FloatHistogram {
    const { schema, zeroThreshold } = this;
    return new FloatHistogram({
      schema,
      count: this.count * factor,
      sum: this.sum * factor,
      zeroThreshold,
      zeroCount: this.zeroCount * factor,
      positive: this.#scaled(factor),
      negative: bucketCounts.scaled(this.negative, factor),
      hint: factor < 0 ? "gauge" : this.hint,
    });
  }

  #scaled(factor: number): BucketCounts | Difference {
    const positive = this.#positive;
    // Two factors one after the other round otherwise than their product.
    const isPlain = "minuend" in positive && positive.factor === 1;
    if (!isPlain) return bucketCounts.scaled(this.positive, factor);
    return { minuend: positive.minuend, subtrahend: positive.subtrahend, factor };
  }

  /** Divided by 0 it has no buckets left, as in Prometheus. */
  dividedBy(divisor: number): FloatHistogram {
    const buckets = (counts: BucketCounts) =>
      divisor === 0 ? bucketCounts.NO_BUCKETS : bucketCounts.divided(counts, divisor);
    const { schema, zeroThreshold } = this;
    return new FloatHistogram({
      schema,
      count: this.count / divisor,
      sum: this.sum / divisor,
      zeroThreshold,
      zeroCount: this.zeroCount / divisor,
      positive: buckets(this.positive),
      negative: buckets(this.negative),
      hint: divisor < 0 ? "gauge" : this.hint,
    });
  }

  plus(other: FloatHistogram): FloatHistogram {
    return this.#combined(other, 1, combinedHint(this, other));
  }

  minus(other: FloatHistogram, hint: CounterHint = combinedHint(this, other)): FloatHistogram {
    return this.#combined(other, -1, hint);
  }

  withHint(hint: CounterHint): FloatHistogram {
    if (hint === this.hint) return this;
    const { schema, count, sum, zeroThreshold, zeroCount, negative } = this;
    return new FloatHistogram({
      schema,
      count,
      sum,
      zeroThreshold,
      zeroCount,
      positive: this.#positive,
      negative,
      hint,
    });
  }

  toSchema(schema: number): FloatHistogram {
    const levels = this.schema - schema;
    if (levels <= 0) return this;
    return this.#with({
      schema,
      positive: bucketCounts.coarser(this.positive, levels),
      negative: bucketCounts.coarser(this.negative, levels),
    });
  }

  /** Whether a running total started anew between `before` and this one. */
  isResetSince(before: FloatHistogram): boolean {
    if (this.hint === "reset") return true;
    if (this.hint === "not-reset") return false;
    // A series is read at each evaluation anew, the same samples side by side; held weakly, or none would ever go.
    if (this.#compared?.deref() !== before) {
      this.#compared = new WeakRef(before);
      this.#hasFallen = this.#fallsShortOf(before);
    }
    return this.#hasFallen;
  }

  #fallsShortOf(before: FloatHistogram): boolean {
    if (this.count < before.count || this.schema > before.schema) return true;
    if (this.zeroThreshold < before.zeroThreshold) return true;
    const earlier = before.withZeroThreshold(this.zeroThreshold).toSchema(this.schema);
    return (
      earlier.zeroThreshold !== this.zeroThreshold ||
      this.zeroCount < earlier.zeroCount ||
      bucketCounts.hasFallen(this.positive, earlier.positive) ||
      bucketCounts.hasFallen(this.negative, earlier.negative)
    );
  }

  equals(other: FloatHistogram): boolean {
    return (
      this.schema === other.schema &&
      Object.is(this.count, other.count) &&
      Object.is(this.sum, other.sum) &&
      this.zeroThreshold === other.zeroThreshold &&
      Object.is(this.zeroCount, other.zeroCount) &&
      bucketCounts.sameCounts(this.positive, other.positive) &&
      bucketCounts.sameCounts(this.negative, other.negative)
    );
  }

  /** The buckets with something in them, lowest first. */
  buckets(): ValueBucket[] {
    return valueBuckets(this);
  }

  /** With what lies within the larger threshold in the zero bucket; a filled bucket is taken in whole. */
  withZeroThreshold(threshold: number): FloatHistogram {
    if (threshold <= this.zeroThreshold) return this;
    const reached = this.#wholeBuckets(threshold);
    const first = this.#firstIndexFrom(reached);
    const rest = {
      positive: bucketCounts.from(this.positive, first),
      negative: bucketCounts.from(this.negative, first),
    };
    let zeroCount = this.zeroCount;
    for (const side of [this.positive, this.negative]) {
      const inside = Math.min(side.counts.length, first - side.offset);
      for (let i = 0; i < inside; i++) zeroCount += side.counts[i]!;
    }
    return this.#with({ zeroThreshold: reached, zeroCount, ...rest });
  }

  /** The threshold, moved out to the end of a filled bucket that it falls into. */
  #wholeBuckets(threshold: number): number {
    const index = this.#firstIndexFrom(threshold) - 1;
    const cuts = upperBound(this.schema, index) > threshold;
    const filled =
      bucketCounts.countAt(this.positive, index) !== 0 || bucketCounts.countAt(this.negative, index) !== 0;
    return cuts && filled ? upperBound(this.schema, index) : threshold;
  }

  #isAlignedWith({ schema, zeroThreshold }: FloatHistogram): boolean {
    return schema === this.schema && zeroThreshold === this.zeroThreshold;
  }

  /** Both with the same schema and zero threshold, the coarser of each. */
  alignedWith(other: FloatHistogram): [own: FloatHistogram, other: FloatHistogram] {
    const schema = Math.min(this.schema, other.schema);
    let left = this.toSchema(schema);
    let right = other.toSchema(schema);
    while (left.zeroThreshold !== right.zeroThreshold) {
      if (left.zeroThreshold > right.zeroThreshold) right = right.withZeroThreshold(left.zeroThreshold);
      else left = left.withZeroThreshold(right.zeroThreshold);
    }
    return [left, right];
  }

  /** Number of the first bucket that begins at or after the value. */
  #firstIndexFrom(value: number): number {
    let index = Math.ceil(Math.log2(value) * 2 ** this.schema);
    while (upperBound(this.schema, index) >= value) index--;
    while (upperBound(this.schema, index) < value) index++;
    return index + 1;
  }

  #combined(other: FloatHistogram, factor: 1 | -1, hint: CounterHint): FloatHistogram {
    const [left, right] = this.#isAlignedWith(other) ? [this, other] : this.alignedWith(other);
    return new FloatHistogram({
      schema: left.schema,
      count: left.count + factor * right.count,
      sum: left.sum + factor * right.sum,
      zeroThreshold: left.zeroThreshold,
      zeroCount: left.zeroCount + factor * right.zeroCount,
      positive:
        factor === -1
          ? { minuend: left.positive, subtrahend: right.positive, factor: 1 }
          : bucketCounts.combined(left.positive, right.positive, factor),
      negative: bucketCounts.combined(left.negative, right.negative, factor),
      hint,
    });
  }

  #with(
    changed: Partial<Omit<HistogramParts, "positive">> & { positive?: BucketCounts | Difference },
  ): FloatHistogram {
    const { schema, count, sum, zeroThreshold, zeroCount, negative, hint } = this;
    const own = { schema, count, sum, zeroThreshold, zeroCount, positive: this.#positive, negative, hint };
    return new FloatHistogram({ ...own, ...changed });
  }
}

export function combinedHint(
  { hint: a }: Pick<FloatHistogram, "hint">,
  { hint: b }: Pick<FloatHistogram, "hint">,
): CounterHint {
  if (a === b) return a;
  return a === "gauge" || b === "gauge" ? "gauge" : "unknown";
}

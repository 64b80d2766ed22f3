/** Counts of neighbouring buckets; `counts[0]` is that of bucket number `offset`. */
export type BucketCounts = { readonly offset: number; readonly counts: Float64Array };

export type HistogramParts = {
  /** Bucket i of schema s ends at 2^(i / 2^s), -4 to 8. */
  schema: number;
  count: number;
  sum: number;
  /** Observations within [-zeroThreshold, zeroThreshold]. */
  zeroThreshold: number;
  zeroCount: number;
  positive: BucketCounts;
  negative: BucketCounts;
  /** A gauge is not a running total, so `rate` of it is a mistake. */
  isGauge?: boolean;
};

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
  readonly positive: BucketCounts;
  readonly negative: BucketCounts;
  readonly isGauge: boolean;

  constructor(parts: HistogramParts) {
    this.schema = parts.schema;
    this.count = parts.count;
    this.sum = parts.sum;
    this.zeroThreshold = parts.zeroThreshold;
    this.zeroCount = parts.zeroCount;
    this.positive = parts.positive;
    this.negative = parts.negative;
    this.isGauge = parts.isGauge ?? false;
  }
}

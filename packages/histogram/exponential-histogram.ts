import { bucketIndex, bucketLower, bucketMiddle, bucketUpper } from "./buckets.ts";
import { BucketWindow } from "./bucket-window.ts";
import { ByteReader } from "./bytes.ts";
import { applyTokens, readHeader, writeHistogram } from "./encoding.ts";
import { ExactSeconds } from "./exact-seconds.ts";

/** A run of values in (lower, upper] seconds; zeros are { lower: 0, upper: 0 }. */
export type Bucket = { lower: number; upper: number; count: number };

/**
 * Distribution of durations in seconds: OpenTelemetry's base-2 exponential histogram at scale 6
 * (base 2^(1/64)), sparse, any range. A quantile is within 0.55 % of the true one. Merging is exact:
 * any order and grouping gives the same counts, sum, minimum, maximum and encoding.
 *
 * Takes 0 to 2^53 - 1 seconds; the sum resolves nanoseconds. Counts go up to 2^53 - 1.
 */
export class ExponentialHistogram {
  readonly #window = new BucketWindow();
  readonly #sum = new ExactSeconds();
  #count = 0;
  #zeroCount = 0;
  #min = Infinity;
  #max = -Infinity;

  get count(): number {
    return this.#count;
  }

  /** Seconds. */
  get sum(): number {
    return this.#sum.valueOf();
  }

  /** Seconds; NaN when empty. Exact, but after `subtract` or a source without it a lower bound. */
  get min(): number {
    return this.#count === 0 ? NaN : this.#min;
  }

  /** Seconds; NaN when empty. Exact, but after `subtract` or a source without it an upper bound. */
  get max(): number {
    return this.#count === 0 ? NaN : this.#max;
  }

  get zeroCount(): number {
    return this.#zeroCount;
  }

  /** Throws RangeError, and changes nothing, for a value that is NaN, negative, infinite or too large. */
  record(seconds: number, times = 1): void {
    if (!(seconds >= 0 && seconds <= Number.MAX_SAFE_INTEGER)) {
      throw new RangeError(`a duration is 0 to 2^53 - 1 seconds, not ${seconds}`);
    }
    if (!(Number.isSafeInteger(times) && times >= 0)) {
      throw new RangeError(`times is a whole number from 0, not ${times}`);
    }
    if (times === 0) return;
    this.#checkRoom(times);
    this.#sum.addValue(seconds, times);
    this.#place(seconds, times);
  }

  /** Same as `record` of ns / 10^9, once. A number must be a safe integer, or RangeError. */
  recordNanoseconds(ns: number | bigint): void {
    if (typeof ns === "bigint" && ns > Number.MAX_SAFE_INTEGER) {
      this.#recordLongNanoseconds(ns);
      return;
    }
    const whole = Number(ns);
    if (!(Number.isSafeInteger(whole) && whole >= 0)) {
      throw new RangeError(`a duration is a whole number of nanoseconds from 0, not ${ns}`);
    }
    this.#checkRoom(1);
    const seconds = Math.floor(whole / 1e9);
    this.#sum.add(seconds, whole - seconds * 1e9);
    this.#place(whole / 1e9, 1);
  }

  /** Adds all of the other's values. Throws RangeError, and changes nothing, past 2^53 - 1 values or seconds. */
  merge(other: ExponentialHistogram): this {
    if (other.#count === 0) return this;
    this.#checkRoom(other.#count);
    this.#sum.add(other.#sum.seconds, other.#sum.nanoseconds);
    this.#window.addWindow(other.#window);
    this.#count += other.#count;
    this.#zeroCount += other.#zeroCount;
    if (other.#min < this.#min) this.#min = other.#min;
    if (other.#max > this.#max) this.#max = other.#max;
    return this;
  }

  /**
   * Takes away a histogram that was merged into this one; counts and sum become what they were before.
   * Minimum and maximum can't be known any more: they become the tightest bounds the remaining buckets
   * and the former minimum and maximum give, at most one bucket (1.09 %) off.
   * Throws RangeError, and changes nothing, when the other is not contained in this one.
   */
  subtract(other: ExponentialHistogram): this {
    const contained =
      other.#zeroCount <= this.#zeroCount &&
      !this.#sum.isBelow(other.#sum) &&
      this.#window.contains(other.#window);
    if (!contained) throw new RangeError("the subtracted histogram is not contained in this one");
    if (other === this) return this.subtract(other.clone());
    this.#window.subtractWindow(other.#window);
    this.#sum.subtract(other.#sum);
    this.#count -= other.#count;
    this.#zeroCount -= other.#zeroCount;
    this.#boundExtremes();
    return this;
  }

  /**
   * The smallest value that at least q × count of the values do not exceed (nearest rank), in seconds,
   * within 0.55 % and within [min, max]; undefined when empty. Throws RangeError for q outside 0..1.
   */
  quantile(q: number): number | undefined {
    if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile is 0 to 1, not ${q}`);
    if (this.#count === 0) return undefined;
    // 0.07 × 100 is 7.000000000000001 as doubles, and rank 8 would be wrong.
    const rank = Math.max(1, Math.ceil(q * this.#count - 1e-9));
    if (rank >= this.#count) return this.#max;
    if (rank === 1) return this.#min;
    let passed = this.#zeroCount;
    if (rank <= passed) return this.#clamp(0);
    const { counts, offset, low, high } = this.#window;
    for (let index = low; index <= high; index++) {
      passed += counts[index - offset]!;
      if (passed >= rank) return this.#clamp(bucketMiddle(index));
    }
    return this.#max;
  }

  /**
   * How many values exceed `seconds`. Exact but for the values in the same bucket as `seconds`, which
   * count together, all or none. Throws RangeError for NaN.
   */
  countAbove(seconds: number): number {
    return this.countsAbove([seconds])[0]!;
  }

  /** `countAbove` of each of these rising bounds, in one pass over the buckets. */
  countsAbove(bounds: readonly number[]): number[] {
    const { counts, offset, low, high } = this.#window;
    const above = bounds.map(() => 0);
    let [next, passed] = [high, 0];
    for (let at = bounds.length - 1; at >= 0; at--) {
      const seconds = bounds[at]!;
      if (Number.isNaN(seconds)) throw new RangeError("countAbove needs a number of seconds, not NaN");
      if (this.#count === 0 || seconds >= this.#max) continue;
      const first = Math.max(firstAbove(seconds), low);
      for (; next >= first; next--) passed += counts[next - offset]!;
      if (seconds < this.#min) above[at] = this.#count;
      else above[at] = seconds <= 0 ? this.#count - this.#zeroCount : passed;
    }
    return above;
  }

  /**
   * How many values lie in buckets below each of these rising bucket numbers; zeros lie below all. Unlike `countsAbove`
   * it never asks where in a bucket its values are, so what a running total tells never falls.
   */
  countsBefore(firsts: ArrayLike<number>): number[] {
    const { counts, offset, low, high } = this.#window;
    const before: number[] = [];
    let [next, passed] = [low, this.#zeroCount];
    for (let at = 0; at < firsts.length; at++) {
      const end = Math.min(firsts[at]!, high + 1);
      for (; next < end; next++) passed += counts[next - offset]!;
      before.push(passed);
    }
    return before;
  }

  /** The non-empty buckets, lowest first, zeros in front. */
  *buckets(): IterableIterator<Bucket> {
    if (this.#zeroCount > 0) yield { lower: 0, upper: 0, count: this.#zeroCount };
    for (let index = this.#window.low; index <= this.#window.high; index++) {
      const count = this.#window.at(index);
      if (count > 0) yield { lower: bucketLower(index), upper: bucketUpper(index), count };
    }
  }

  /** Number of the lowest bucket in use, which holds (base^first, base^(first+1)], and how many there are from it on. */
  get bucketRange(): { first: number; length: number } {
    const { low, high } = this.#window;
    return low > high ? { first: 0, length: 0 } : { first: low, length: high - low + 1 };
  }

  /** Counts of these buckets, written to the beginning of the array. */
  copyCounts(target: Float64Array): void {
    const { counts, offset, low, high } = this.#window;
    if (low <= high) target.set(counts.subarray(low - offset, high - offset + 1));
  }

  /** Compact bytes, equal for equal contents; the first byte is the version of the format. */
  encode(): Uint8Array {
    return writeHistogram({
      zeroCount: this.#zeroCount,
      sum: this.#sum,
      min: this.#min,
      max: this.#max,
      window: this.#window,
    });
  }

  /** Throws MalformedHistogramError for bytes that `encode` did not make. */
  static decode(bytes: Uint8Array): ExponentialHistogram {
    return new ExponentialHistogram().mergeEncoded(bytes);
  }

  /**
   * Same as `merge(decode(bytes))` without the object between; on malformed bytes nothing is changed. Of one that stands
   * among other bytes, from `start` up to and without `end`.
   */
  mergeEncoded(bytes: Uint8Array, start = 0, end = bytes.length): this {
    const reader = new ByteReader(bytes, start, end);
    const header = readHeader(reader);
    if (header.count === 0) return this;
    this.#checkRoom(header.count);
    this.#sum.add(header.seconds, header.nanoseconds);
    if (header.span > 0) {
      this.#window.cover(header.first, header.first + header.span - 1);
      applyTokens(header, this.#window);
    }
    this.#count += header.count;
    this.#zeroCount += header.zeroCount;
    if (header.min < this.#min) this.#min = header.min;
    if (header.max > this.#max) this.#max = header.max;
    return this;
  }

  clone(): ExponentialHistogram {
    return new ExponentialHistogram().merge(this);
  }

  /**
   * A histogram from counts by bucket index of scale 6, for sources that are bucketed already.
   * Minimum and maximum that are not given become the outer buckets' bounds, the sum an estimate
   * from the buckets' middles.
   */
  static fromIndexedCounts(source: IndexedCounts): ExponentialHistogram {
    const histogram = new ExponentialHistogram();
    if (source.zeroCount > 0) histogram.record(0, source.zeroCount);
    for (const [index, count] of source.counts) {
      if (count > 0) histogram.#recordIndex(index, count, source.sum === undefined);
    }
    if (histogram.#count > 0) histogram.#replaceTotals(source);
    return histogram;
  }

  #recordIndex(index: number, count: number, estimateSum: boolean): void {
    this.#checkRoom(count);
    if (estimateSum) this.#sum.addValue(bucketMiddle(index), count);
    this.#window.add(index, count);
    this.#count += count;
  }

  #replaceTotals({ sum, min, max }: IndexedCounts): void {
    if (sum !== undefined) this.#sum.addValue(sum, 1);
    this.#min = 0;
    this.#max = Infinity;
    this.#boundExtremes();
    this.#min = min ?? this.#min;
    this.#max = max ?? this.#max;
  }

  #place(seconds: number, times: number): void {
    if (seconds === 0) this.#zeroCount += times;
    else this.#window.add(bucketIndex(seconds), times);
    this.#count += times;
    if (seconds < this.#min) this.#min = seconds;
    if (seconds > this.#max) this.#max = seconds;
  }

  #recordLongNanoseconds(ns: bigint): void {
    const seconds = ns / 1_000_000_000n;
    if (seconds >= Number.MAX_SAFE_INTEGER) throw new RangeError(`${ns} ns is not a duration`);
    this.#checkRoom(1);
    this.#sum.add(Number(seconds), Number(ns % 1_000_000_000n));
    this.#place(Number(ns) / 1e9, 1);
  }

  #checkRoom(times: number): void {
    if (this.#count + times > Number.MAX_SAFE_INTEGER) {
      throw new RangeError("a histogram holds at most 2^53 - 1 values");
    }
  }

  #boundExtremes(): void {
    const { low, high } = this.#window;
    if (this.#count === 0) {
      this.#min = Infinity;
      this.#max = -Infinity;
      return;
    }
    this.#min = this.#zeroCount > 0 ? 0 : Math.max(this.#min, bucketLower(low));
    this.#max = low > high ? 0 : Math.min(this.#max, bucketUpper(high));
  }

  #clamp(seconds: number): number {
    return Math.min(Math.max(seconds, this.#min), this.#max);
  }
}

function firstAbove(seconds: number): number {
  return seconds <= 0 ? -Infinity : firstBucketAbove(seconds);
}

/** Number of the first bucket of which most lies above a value over 0. */
export function firstBucketAbove(seconds: number): number {
  const own = bucketIndex(seconds);
  return bucketMiddle(own) > seconds ? own : own + 1;
}

/** See `ExponentialHistogram.fromIndexedCounts`; seconds. */
export type IndexedCounts = {
  zeroCount: number;
  counts: Iterable<readonly [index: number, count: number]>;
  sum: number | undefined;
  min: number | undefined;
  max: number | undefined;
};

import {
  hasSameBuckets,
  NO_BUCKETS,
  workedOut,
  type BucketCounts,
  type Difference,
} from "./bucket-counts.ts";
import { combinedHint, FloatHistogram } from "./float-histogram.ts";
import { kahanAdd, type Kahan } from "./kahan.ts";

/** A sum with what rounding has lost beside it. */
export type Total = { sum: FloatHistogram; lost: FloatHistogram };

/** A sum that grows in place: a new histogram for each one added would cost ten times as much. */
export class RunningTotal {
  readonly #count: Kahan;
  readonly #sum: Kahan;
  readonly #zeroCount: Kahan;
  #shape: FloatHistogram;
  #positive: KahanBuckets;
  #negative: KahanBuckets;
  #hint: FloatHistogram["hint"];

  constructor(first: FloatHistogram) {
    this.#shape = first;
    this.#count = { sum: first.count, compensation: 0 };
    this.#sum = { sum: first.sum, compensation: 0 };
    this.#zeroCount = { sum: first.zeroCount, compensation: 0 };
    this.#positive = KahanBuckets.of(first.positive, NO_BUCKETS);
    this.#negative = KahanBuckets.of(first.negative, NO_BUCKETS);
    this.#hint = first.hint;
  }

  add(histogram: FloatHistogram): void {
    const { schema, zeroThreshold } = this.#shape;
    const isAlike = histogram.schema === schema && histogram.zeroThreshold === zeroThreshold;
    const added = isAlike ? histogram : this.#align(histogram);
    kahanAdd(this.#count, added.count);
    kahanAdd(this.#sum, added.sum);
    kahanAdd(this.#zeroCount, added.zeroCount);
    this.#positive.add(added.positiveAsIs);
    if (added.negative.counts.length > 0) this.#negative.add(added.negative);
    this.#hint = combinedHint({ hint: this.#hint }, histogram);
  }

  total(): Total {
    const { schema, zeroThreshold } = this.#shape;
    const [positive, negative] = [this.#positive, this.#negative];
    const of = (part: "sum" | "compensation", buckets: "sums" | "lost", hint: FloatHistogram["hint"]) =>
      new FloatHistogram({
        schema,
        zeroThreshold,
        count: this.#count[part],
        sum: this.#sum[part],
        zeroCount: this.#zeroCount[part],
        positive: positive[buckets](),
        negative: negative[buckets](),
        hint,
      });
    return { sum: of("sum", "sums", this.#hint), lost: of("compensation", "lost", "unknown") };
  }

  /** Brings the sum to a shape that both can have; returns the other in it. */
  #align(histogram: FloatHistogram): FloatHistogram {
    const before = this.total();
    const [sum, added] = before.sum.alignedWith(histogram);
    const [lost] = before.lost.alignedWith(sum);
    this.#shape = sum;
    this.#zeroCount.sum = sum.zeroCount;
    this.#zeroCount.compensation = lost.zeroCount;
    this.#positive = KahanBuckets.of(sum.positive, lost.positive);
    this.#negative = KahanBuckets.of(sum.negative, lost.negative);
    return added;
  }
}

const SPARE = 64;

class KahanBuckets {
  #offset = 0;
  #length = 0;
  #sums = new Float64Array(0);
  #lost = new Float64Array(0);

  static of(sum: BucketCounts, lost: BucketCounts): KahanBuckets {
    const buckets = new KahanBuckets();
    buckets.#cover(sum.offset, sum.counts.length);
    buckets.#cover(lost.offset, lost.counts.length);
    // Where there are no buckets the offset says nothing.
    if (sum.counts.length > 0) buckets.#sums.set(sum.counts, sum.offset - buckets.#offset);
    if (lost.counts.length > 0) buckets.#lost.set(lost.counts, lost.offset - buckets.#offset);
    return buckets;
  }

  add(added: BucketCounts | Difference): void {
    if (!("minuend" in added)) this.#addCounts(added);
    else if (hasSameBuckets(added)) this.#addDifference(added);
    else this.#addCounts(workedOut(added));
  }

  // Both do what `kahanAdd` does, without its questions, which a processor guesses wrongly half of the time.

  #addCounts({ offset, counts }: BucketCounts): void {
    this.#cover(offset, counts.length);
    const [sums, lost, shift] = [this.#sums, this.#lost, offset - this.#offset];
    for (let at = 0; at < counts.length; at++) {
      const value = counts[at]!;
      const sum = sums[at + shift]!;
      const next = sum + value;
      const taken = next - sum;
      lost[at + shift]! += sum - (next - taken) + (value - taken);
      sums[at + shift] = next;
    }
  }

  #addDifference({ minuend: { offset, counts }, subtrahend, factor }: Difference): void {
    this.#cover(offset, counts.length);
    const [sums, lost, shift, before] = [this.#sums, this.#lost, offset - this.#offset, subtrahend.counts];
    for (let at = 0; at < counts.length; at++) {
      const value = (counts[at]! - before[at]!) * factor;
      const sum = sums[at + shift]!;
      const next = sum + value;
      const taken = next - sum;
      lost[at + shift]! += sum - (next - taken) + (value - taken);
      sums[at + shift] = next;
    }
  }

  sums(): BucketCounts {
    return { offset: this.#offset, counts: this.#sums.slice(0, this.#length) };
  }

  /** What rounding has lost of each sum: nothing of one that is infinite, and of NaN that. */
  lost(): BucketCounts {
    const counts = this.#lost.slice(0, this.#length);
    for (let at = 0; at < counts.length; at++) {
      const sum = this.#sums[at]!;
      if (sum - sum !== 0) counts[at] = Number.isNaN(sum) ? NaN : 0;
    }
    return { offset: this.#offset, counts };
  }

  /** Makes room for these buckets, and some to spare on either side. */
  #cover(offset: number, length: number): void {
    if (length === 0) return;
    const isEmpty = this.#length === 0;
    if (!isEmpty && offset >= this.#offset && offset + length <= this.#offset + this.#length) return;
    const low = Math.min(offset, isEmpty ? offset : this.#offset) - (isEmpty ? 0 : SPARE);
    const end = Math.max(offset + length, isEmpty ? 0 : this.#offset + this.#length) + (isEmpty ? 0 : SPARE);
    const moved = (from: Float64Array) => {
      const to = new Float64Array(end - low);
      to.set(from, isEmpty ? 0 : this.#offset - low);
      return to;
    };
    this.#sums = moved(this.#sums);
    this.#lost = moved(this.#lost);
    this.#offset = low;
    this.#length = end - low;
  }
}

import { kahanCombined } from "./bucket-counts.ts";
import { RunningTotal, type Total } from "./running-total.ts";
import { combinedHint, FloatHistogram } from "./float-histogram.ts";
import { kahanAdd } from "./kahan.ts";
import type { Kahan } from "./kahan.ts";

/** Adds up histograms and keeps what rounding loses, as Prometheus does. */
export class HistogramTotal {
  #first: FloatHistogram | undefined;
  #running: RunningTotal | undefined;

  add(histogram: FloatHistogram): void {
    if (this.#first === undefined) {
      this.#first = histogram;
      return;
    }
    this.#running ??= new RunningTotal(this.#first);
    this.#running.add(histogram);
  }

  /** undefined when nothing was added. */
  sum(): FloatHistogram | undefined {
    if (this.#running === undefined) return this.#first === undefined ? undefined : whole(first(this.#first));
    return whole(this.#running.total());
  }
}

/** A mean of histograms: by their sum, or, once that would overflow, by steps. */
export class HistogramMean {
  #total: Total | undefined;
  #count = 0;
  #isStepwise = false;

  add(histogram: FloatHistogram): void {
    this.#count++;
    if (this.#total === undefined) {
      this.#total = first(histogram);
      return;
    }
    if (!this.#isStepwise) {
      const next = plus(this.#total, histogram);
      if (!overflows(next.sum)) {
        this.#total = next;
        return;
      }
      this.#isStepwise = true;
      this.#total = divided(this.#total, this.#count - 1);
    }
    const share = (this.#count - 1) / this.#count;
    const { sum, lost } = this.#total;
    this.#total = plus({ sum: sum.times(share), lost: lost.times(share) }, histogram.dividedBy(this.#count));
  }

  /** undefined when nothing was added. */
  mean(): FloatHistogram | undefined {
    if (this.#total === undefined) return undefined;
    return whole(this.#isStepwise ? this.#total : divided(this.#total, this.#count));
  }
}

function first(histogram: FloatHistogram): Total {
  return { sum: histogram, lost: histogram.times(0) };
}

function divided({ sum, lost }: Total, divisor: number): Total {
  return { sum: sum.dividedBy(divisor), lost: lost.dividedBy(divisor) };
}

function whole({ sum, lost }: Total): FloatHistogram {
  return sum.plus(lost).withHint(sum.hint);
}

function plus({ sum: before, lost: lostBefore }: Total, added: FloatHistogram): Total {
  const [sum, other] = before.alignedWith(added);
  const [lost] = lostBefore.alignedWith(sum);
  const count = kahan(sum.count, lost.count, other.count);
  const total = kahan(sum.sum, lost.sum, other.sum);
  const zeroCount = kahan(sum.zeroCount, lost.zeroCount, other.zeroCount);
  const positive = kahanCombined(sum.positive, lost.positive, other.positive);
  const negative = kahanCombined(sum.negative, lost.negative, other.negative);
  const { schema, zeroThreshold } = sum;
  return {
    sum: new FloatHistogram({
      schema,
      zeroThreshold,
      count: count.sum,
      sum: total.sum,
      zeroCount: zeroCount.sum,
      positive: positive.sum,
      negative: negative.sum,
      hint: combinedHint(before, added),
    }),
    lost: new FloatHistogram({
      schema,
      zeroThreshold,
      count: count.compensation,
      sum: total.compensation,
      zeroCount: zeroCount.compensation,
      positive: positive.lost,
      negative: negative.lost,
    }),
  };
}

function kahan(sum: number, compensation: number, value: number): Kahan {
  const total = { sum, compensation };
  kahanAdd(total, value);
  return total;
}

function overflows({ count, sum, zeroCount, positive, negative }: FloatHistogram): boolean {
  const isInfinite = (value: number): boolean => Math.abs(value) === Infinity;
  return (
    [count, sum, zeroCount].some(isInfinite) ||
    [positive, negative].some(({ counts }) => counts.some(isInfinite))
  );
}

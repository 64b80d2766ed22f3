import { ExponentialHistogram } from "@mystocks/histogram";
import { FloatHistogram, type Labels, type Series } from "@mystocks/promql";

interface Kept {
  timeMs: number;
  /** undefined: the series ends there. */
  histogram: FloatHistogram | undefined;
}

export interface SketchKind {
  /** What is taken adds to a total, which never falls until it ends and is forgotten; else it is the total. */
  isRunning: boolean;
  /**
   * Nobody looks at a histogram that was dropped, so its counts make room for another: arrays of some kilobytes are slow
   * to get, a million of them for a week.
   */
  reuses: boolean;
}

/** Cumulative histograms of one series at the ends of minutes: those of a moving while. */
export class SketchHistograms {
  readonly #labels: Labels;
  readonly #isRunning: boolean;
  #kept: Kept[] = [];
  #total = new ExponentialHistogram();
  /** Of the total as it is; undefined since it changed. */
  #newest: FloatHistogram | undefined;
  #series: Series | undefined;
  readonly #reuses: boolean;
  /** Counts of those that were dropped. */
  readonly #spare: Float64Array[] = [];

  constructor(labels: Labels, { isRunning, reuses }: SketchKind) {
    this.#labels = labels;
    this.#isRunning = isRunning;
    this.#reuses = reuses;
  }

  take(bytes: Uint8Array, start: number, end: number): void {
    if (!this.#isRunning) this.#total = new ExponentialHistogram();
    this.#total.mergeEncoded(bytes, start, end);
    this.#newest = undefined;
  }

  append(timeMs: number): void {
    const hint = this.#isRunning ? "not-reset" : "unknown";
    this.#newest ??= FloatHistogram.fromExponential(this.#total, hint, this.#room());
    this.#push(timeMs, this.#newest);
  }

  end(timeMs: number): void {
    this.#total = new ExponentialHistogram();
    this.#newest = undefined;
    this.#push(timeMs, undefined);
  }

  drop(fromMs: number, thinnedBeforeMs: number, thinnedStepMs: number): void {
    const kept: Kept[] = [];
    this.#kept.forEach((one, at) => {
      const { timeMs, histogram } = one;
      const isWanted =
        timeMs >= fromMs &&
        // Without its end it would go on with what was before.
        (histogram === undefined || timeMs >= thinnedBeforeMs || timeMs % thinnedStepMs === 0);
      if (isWanted) kept.push(one);
      else this.#release(histogram, [kept.at(-1), this.#kept[at + 1]]);
    });
    this.#kept = kept;
    this.#series = undefined;
  }

  /** Where nothing came, neighbours have the same histogram. */
  #release(histogram: FloatHistogram | undefined, neighbours: readonly (Kept | undefined)[]): void {
    if (!this.#reuses || histogram === undefined || histogram === this.#newest) return;
    if (neighbours.every((one) => one?.histogram !== histogram)) this.#spare.push(histogram.positive.counts);
  }

  series(): Series {
    return (this.#series ??= this.#view());
  }

  #push(timeMs: number, histogram: FloatHistogram | undefined): void {
    this.#kept.push({ timeMs, histogram });
    this.#series = undefined;
  }

  #room(): Float64Array {
    const { length } = this.#total.bucketRange;
    const spare = this.#spare.pop();
    return spare?.length === length ? spare : new Float64Array(length);
  }

  #view(): Series {
    const { length } = this.#kept;
    const times = new Float64Array(length);
    const stale = new Uint8Array(length);
    this.#kept.forEach(({ timeMs, histogram }, at) => {
      times[at] = timeMs;
      stale[at] = histogram === undefined ? 1 : 0;
    });
    return {
      labels: this.#labels,
      length,
      times,
      // Where there is a histogram the value is not read.
      values: times,
      stale,
      histograms: this.#kept.map(({ histogram }) => histogram),
      forgetsAtEnd: this.#isRunning,
    };
  }
}

import { ExponentialHistogram } from "@mystocks/histogram";

/** Younger ones are kept a second each, as objects; older ones are thinned and kept encoded, a tenth of the size. */
const FINE_MS = 60_000;
const THINNED_STEP_MS = 10_000;

interface Kept {
  timeMs: number;
  histogram: ExponentialHistogram | Uint8Array;
}

/** Cumulative histograms of one series by rising time, in milliseconds. Those handed out are never changed. */
export class HistogramTrack {
  readonly #thinned: Kept[] = [];
  #fine: { timeMs: number; histogram: ExponentialHistogram }[] = [];
  readonly #thinnedStepMs: number;
  readonly #fineMs: number;

  constructor({ fineMs = FINE_MS, thinnedStepMs = THINNED_STEP_MS } = {}) {
    this.#fineMs = fineMs;
    this.#thinnedStepMs = thinnedStepMs;
  }

  get lastTimeMs(): number | undefined {
    return (this.#fine.at(-1) ?? this.#thinned.at(-1))?.timeMs;
  }

  get last(): ExponentialHistogram | undefined {
    const kept = this.#fine.at(-1) ?? this.#thinned.at(-1);
    return kept === undefined ? undefined : opened(kept.histogram);
  }

  /** A time that is not after the last one replaces the last histogram. */
  append(timeMs: number, histogram: ExponentialHistogram): void {
    if (this.#fine.length > 0 && timeMs <= this.#fine.at(-1)!.timeMs) {
      this.#fine.at(-1)!.histogram = histogram;
      return;
    }
    this.#fine.push({ timeMs, histogram });
    this.#thin(timeMs - this.#fineMs);
  }

  /** Adds to every histogram from that time on; those before stay as they are. */
  addFrom(timeMs: number, delta: ExponentialHistogram): void {
    for (const kept of this.#fine)
      if (kept.timeMs >= timeMs) kept.histogram = kept.histogram.clone().merge(delta);
  }

  carryForward(untilMs: number, stepMs: number): void {
    const last = this.#fine.at(-1);
    if (last === undefined) return;
    for (let timeMs = last.timeMs + stepMs; timeMs <= untilMs; timeMs += stepMs)
      this.#fine.push({ timeMs, histogram: last.histogram });
    this.#thin(untilMs - this.#fineMs);
  }

  dropBefore(timeMs: number): void {
    const first = this.#thinned.findIndex((kept) => kept.timeMs >= timeMs);
    this.#thinned.splice(0, first === -1 ? this.#thinned.length : first);
  }

  /** Those from `fromMs` on, and the one before it. */
  since(fromMs: number): { times: Float64Array; histograms: ExponentialHistogram[] } {
    const kept = [...this.#thinned, ...this.#fine];
    const first = Math.max(0, kept.findIndex(({ timeMs }) => timeMs >= fromMs) - 1);
    const wanted = kept.slice(first);
    return {
      times: Float64Array.from(wanted, ({ timeMs }) => timeMs),
      histograms: wanted.map(({ histogram }) => opened(histogram)),
    };
  }

  #thin(untilMs: number): void {
    const count = this.#fine.findIndex(({ timeMs }) => timeMs > untilMs);
    if (count < 1) return;
    for (const kept of this.#fine.splice(0, count)) {
      const step = Math.floor(kept.timeMs / this.#thinnedStepMs);
      const last = this.#thinned.at(-1);
      // The first is where the series begins, at 0: without it nobody sees what its first step added.
      const isFirst = this.#thinned.length === 1;
      if (!isFirst && last !== undefined && Math.floor(last.timeMs / this.#thinnedStepMs) === step)
        this.#thinned.pop();
      // Only the one that stays: encoding each that came would be most of the work of a second.
      else if (last !== undefined) last.histogram = encoded(last.histogram);
      this.#thinned.push(kept);
    }
  }
}

function encoded(histogram: ExponentialHistogram | Uint8Array): Uint8Array {
  return histogram instanceof ExponentialHistogram ? histogram.encode() : histogram;
}

function opened(histogram: ExponentialHistogram | Uint8Array): ExponentialHistogram {
  return histogram instanceof ExponentialHistogram ? histogram : ExponentialHistogram.decode(histogram);
}

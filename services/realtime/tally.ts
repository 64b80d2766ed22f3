import { ExponentialHistogram } from "@mystocks/histogram";
import type { LiveFigures, SecondPoint } from "./contract.ts";

export const FIGURE_SECONDS = 60;
/** Sketches of one slot that wait to be merged: merging each at once would encode it as often. */
const MOST_PARTS = 8;

/** What is added to a second: the counts of one pulse and its encoded sketch. */
export interface TallyPart {
  count: number;
  errors: number;
  overWarning: number;
  overCritical: number;
  maxSeconds: number;
  sketch: Uint8Array;
}

/** One second of one series. Its sketches stay encoded: a live histogram would take kilobytes. */
export class SecondTally {
  readonly second: number;
  /** Version of the window when this second last changed. */
  changedAt = 0;
  count = 0;
  errors = 0;
  overWarning = 0;
  overCritical = 0;
  maxSeconds = 0;
  #sketches: Uint8Array[] = [];
  #point: SecondPoint | undefined;

  constructor(second: number) {
    this.second = second;
  }

  add(part: TallyPart, version: number): void {
    this.changedAt = version;
    this.count += part.count;
    this.errors += part.errors;
    this.overWarning += part.overWarning;
    this.overCritical += part.overCritical;
    this.maxSeconds = Math.max(this.maxSeconds, part.maxSeconds);
    this.#sketches.push(part.sketch);
    if (this.#sketches.length > MOST_PARTS)
      this.#sketches = [this.mergeInto(new ExponentialHistogram()).encode()];
    this.#point = undefined;
  }

  mergeInto(histogram: ExponentialHistogram): ExponentialHistogram {
    for (const sketch of this.#sketches) histogram.mergeEncoded(sketch);
    return histogram;
  }

  point(): SecondPoint {
    this.#point ??= {
      second: this.second,
      count: this.count,
      errors: this.errors,
      overWarning: this.overWarning,
      overCritical: this.overCritical,
      maxMs: this.count === 0 ? null : shownMs(this.maxSeconds),
      ...percentiles(this.mergeInto(new ExponentialHistogram())),
    };
    return this.#point;
  }
}

/** Figures over the given seconds; the rate is over the whole window, also where nothing ran. */
export function figuresOf(tallies: Iterable<SecondTally>): LiveFigures {
  const figures = { count: 0, errors: 0, overWarning: 0, overCritical: 0 };
  const histogram = new ExponentialHistogram();
  let maxSeconds = 0;
  for (const tally of tallies) {
    figures.count += tally.count;
    figures.errors += tally.errors;
    figures.overWarning += tally.overWarning;
    figures.overCritical += tally.overCritical;
    maxSeconds = Math.max(maxSeconds, tally.maxSeconds);
    tally.mergeInto(histogram);
  }
  return {
    ...figures,
    ratePerSecond: figures.count / FIGURE_SECONDS,
    maxMs: figures.count === 0 ? null : shownMs(maxSeconds),
    ...percentiles(histogram),
  };
}

function percentiles(histogram: ExponentialHistogram) {
  return {
    p50Ms: quantileMs(histogram, 0.5),
    p95Ms: quantileMs(histogram, 0.95),
    p99Ms: quantileMs(histogram, 0.99),
  };
}

function quantileMs(histogram: ExponentialHistogram, q: number): number | null {
  const seconds = histogram.quantile(q);
  return seconds === undefined ? null : shownMs(seconds);
}

/** Milliseconds to the microsecond: more digits than a sketch or a clock can vouch for. */
const shownMs = (seconds: number): number => Math.round(seconds * 1e6) / 1e3;

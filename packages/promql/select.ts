import type { ExponentialHistogram } from "@mystocks/histogram";
import type { RangeNode, SelectorNode, SubqueryNode } from "./ast.ts";
import { FloatHistogram } from "./float-histogram.ts";
import { Labels } from "./labels.ts";
import type { MatrixPlan, VectorPlan, Window } from "./plan.ts";
import { fixedTime, reachOf } from "./reach.ts";
import { countUpTo, firstFrom } from "./search.ts";
import type { HistogramSample, Series } from "./series-store.ts";
import { Vector } from "./vector.ts";

const NONE: readonly never[] = [];

/** Remembers what a histogram was converted to: the same sample is read at every evaluation. */
export type Conversions = WeakMap<ExponentialHistogram, FloatHistogram>;

/** `timestamps`: the samples' own times, in seconds, in place of their values. */
export function compileSelector(
  node: SelectorNode,
  enclosing: readonly SubqueryNode[],
  conversions: Conversions,
  timestamps = false,
): VectorPlan {
  const reach = reachOf(node, undefined, enclosing);
  return {
    type: "vector",
    at(run, timeMs) {
      const endMs = (fixedTime(node.at, run.bounds) ?? timeMs) - node.offsetMs;
      const startMs = endMs - run.lookbackMs;
      const vector = new Vector();
      const selected = run.series(node, reach);
      run.read(node, selected.length);
      for (const series of selected) {
        const index = countUpTo(series.times, series.length, endMs) - 1;
        if (index < 0) continue;
        const sampleMs = series.times[index]!;
        if (sampleMs < startMs || (sampleMs === startMs && !run.isClosed)) continue;
        if (series.stale?.[index] === 1) continue;
        const histogram = series.histograms?.[index];
        if (timestamps) vector.pushNumber(series.labels, sampleMs / 1000);
        else if (histogram === undefined) vector.pushNumber(series.labels, series.values[index]!);
        else vector.push(series.labels, converted(histogram, conversions));
      }
      return vector;
    },
  };
}

export function compileRange(
  node: RangeNode,
  enclosing: readonly SubqueryNode[],
  conversions: Conversions,
): MatrixPlan {
  const { selector, rangeMs } = node;
  const reach = reachOf(selector, rangeMs, enclosing);
  return {
    type: "matrix",
    rangeMs,
    each(run, timeMs, visit) {
      const endMs = (fixedTime(selector.at, run.bounds) ?? timeMs) - selector.offsetMs;
      const window = emptyWindow(endMs - rangeMs, endMs, timeMs);
      const reading = new Reading(window, run.isClosed, conversions);
      for (const series of run.series(selector, reach)) {
        if (!reading.fill(series)) continue;
        run.read(node, window.to - window.from + window.histograms.length);
        visit(window);
      }
    },
  };
}

export function emptyWindow(startMs: number, endMs: number, timeMs: number): Window {
  return {
    labels: Labels.empty,
    startMs,
    endMs,
    timeMs,
    times: [],
    values: [],
    from: 0,
    to: 0,
    histogramTimes: NONE,
    histograms: NONE,
  };
}

/** Fills one window with series after series. */
class Reading {
  readonly #window: Window;
  readonly #isClosed: boolean;
  readonly #conversions: Conversions;
  /** Where the range begins and ends in the times that were searched last: many series of a store have the same. */
  #searched: { times: Float64Array; length: number } | undefined;
  #from = 0;
  #to = 0;
  /** The samples of a series that has not only numbers, used again for the next. */
  readonly #times: number[] = [];
  readonly #values: number[] = [];
  readonly #histogramTimes: number[] = [];
  readonly #histograms: FloatHistogram[] = [];

  constructor(window: Window, isClosed: boolean, conversions: Conversions) {
    this.#window = window;
    this.#isClosed = isClosed;
    this.#conversions = conversions;
  }

  /** Whether the series has a sample in the window. */
  fill(series: Series): boolean {
    this.#search(series);
    const { times, values, stale } = series;
    const to = this.#to;
    const from = series.forgetsAtEnd === true ? afterLastMark(stale, this.#from, to) : this.#from;
    if (from >= to) return false;
    const window = this.#window;
    window.labels = series.labels;
    if (series.histograms !== undefined || (stale !== undefined && hasMark(stale, from, to)))
      return this.#pick(series, from, to);
    window.times = times;
    window.values = values;
    window.from = from;
    window.to = to;
    window.histogramTimes = NONE;
    window.histograms = NONE;
    return true;
  }

  #search(series: Series): void {
    const { times, length } = series;
    if (this.#searched?.times === times && this.#searched.length === length) return;
    this.#searched = series;
    this.#to = countUpTo(times, length, this.#window.endMs);
    this.#from = firstFrom(times, this.#to, this.#window.startMs, this.#isClosed);
  }

  /** Copies the samples apart: numbers, histograms, without staleness markers. */
  #pick(series: Series, from: number, to: number): boolean {
    const [times, values] = [this.#times, this.#values];
    const [histogramTimes, histograms] = [this.#histogramTimes, this.#histograms];
    times.length = values.length = histogramTimes.length = histograms.length = 0;
    for (let i = from; i < to; i++) {
      if (series.stale?.[i] === 1) continue;
      const histogram = series.histograms?.[i];
      if (histogram === undefined) {
        times.push(series.times[i]!);
        values.push(series.values[i]!);
      } else {
        histogramTimes.push(series.times[i]!);
        histograms.push(converted(histogram, this.#conversions));
      }
    }
    const window = this.#window;
    window.times = times;
    window.values = values;
    window.from = 0;
    window.to = times.length;
    window.histogramTimes = histogramTimes;
    window.histograms = histograms;
    return times.length + histograms.length > 0;
  }
}

function hasMark(stale: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (stale[i] === 1) return true;
  return false;
}

function afterLastMark(stale: Uint8Array | undefined, from: number, to: number): number {
  if (stale === undefined) return from;
  for (let i = to; i > from; i--) if (stale[i - 1] === 1) return i;
  return from;
}

function converted(sample: HistogramSample, conversions: Conversions): FloatHistogram {
  if (sample instanceof FloatHistogram) return sample;
  let histogram = conversions.get(sample);
  if (histogram === undefined) {
    histogram = FloatHistogram.fromExponential(sample);
    conversions.set(sample, histogram);
  }
  return histogram;
}

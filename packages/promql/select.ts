import type { ExponentialHistogram } from "@mystocks/histogram";
import type { RangeNode, SelectorNode, SubqueryNode } from "./ast.ts";
import { FloatHistogram } from "./float-histogram.ts";
import { Labels } from "./labels.ts";
import type { MatrixPlan, VectorPlan, Window } from "./plan.ts";
import { fixedTime, reachOf } from "./reach.ts";
import type { Run } from "./run.ts";
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
      for (const series of run.series(selector, reach)) {
        if (!fill(window, series, run, conversions)) continue;
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

/** Whether the series has a sample in the window. */
function fill(window: Window, series: Series, run: Run, conversions: Conversions): boolean {
  const { times, values, length, stale } = series;
  const to = countUpTo(times, length, window.endMs);
  const reached = firstFrom(times, to, window.startMs, run.isClosed);
  const from = series.forgetsAtEnd === true ? afterLastMark(stale, reached, to) : reached;
  if (from >= to) return false;
  window.labels = series.labels;
  if (series.histograms === undefined && (stale === undefined || !hasMark(stale, from, to))) {
    window.times = times;
    window.values = values;
    window.from = from;
    window.to = to;
    window.histogramTimes = NONE;
    window.histograms = NONE;
    return true;
  }
  return pick(window, series, from, to, conversions);
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

/** Copies the samples apart: numbers, histograms, without staleness markers. */
function pick(window: Window, series: Series, from: number, to: number, conversions: Conversions): boolean {
  const times: number[] = [];
  const values: number[] = [];
  const histogramTimes: number[] = [];
  const histograms: FloatHistogram[] = [];
  for (let i = from; i < to; i++) {
    if (series.stale?.[i] === 1) continue;
    const histogram = series.histograms?.[i];
    if (histogram === undefined) {
      times.push(series.times[i]!);
      values.push(series.values[i]!);
    } else {
      histogramTimes.push(series.times[i]!);
      histograms.push(converted(histogram, conversions));
    }
  }
  Object.assign(window, { times, values, from: 0, to: times.length, histogramTimes, histograms });
  return times.length + histograms.length > 0;
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

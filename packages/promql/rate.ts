import type { FloatHistogram } from "./float-histogram.ts";
import { FloatHistogram as Histogram } from "./float-histogram.ts";
import type { Window } from "./plan.ts";
import { isMixed, metricNameOf } from "./range-call.ts";
import type { RangeCall, RangeFunction } from "./range-call.ts";
import type { Value } from "./vector.ts";

/** Names of counters end like this; `rate` of anything else is worth a remark. */
const COUNTER_ENDS = ["_total", "_sum", "_count", "_bucket"];

export const rate: RangeFunction = (window, call) => extrapolated(window, call, true, true);
export const increase: RangeFunction = (window, call) => extrapolated(window, call, true, false);
export const delta: RangeFunction = (window, call) => extrapolated(window, call, false, false);

function extrapolated(
  window: Window,
  call: RangeCall,
  isCounter: boolean,
  isRate: boolean,
): Value | undefined {
  if (isMixed(window, call)) return undefined;
  const { from, to, values, times, histograms, histogramTimes } = window;
  if (histograms.length > 1) {
    const change = histogramChange(window, call, isCounter);
    const first = isCounter ? histograms[0]!.count : NaN;
    const factor = extrapolation(window, call, isRate, {
      firstMs: histogramTimes[0]!,
      lastMs: histogramTimes.at(-1)!,
      gaps: histograms.length - 1,
      first,
      change: change.count,
    });
    return change.times(factor);
  }
  if (to - from < 2) return undefined;
  if (isCounter) remarkOnName(window, call);
  const first = values[from]!;
  const change = isCounter ? counterChange(window) : values[to - 1]! - first;
  const factor = extrapolation(window, call, isRate, {
    firstMs: times[from]!,
    lastMs: times[to - 1]!,
    gaps: to - from - 1,
    first: isCounter ? first : NaN,
    change,
  });
  return change * factor;
}

type Extent = {
  firstMs: number;
  lastMs: number;
  gaps: number;
  /** The counter's first value, NaN when it is no counter. */
  first: number;
  change: number;
};

/**
 * Factor from the change between samples to that of the whole range: the ends are filled up as far as a series with
 * samples this dense can be expected to go, but no counter below 0.
 */
function extrapolation(window: Window, call: RangeCall, isRate: boolean, extent: Extent): number {
  const { firstMs, lastMs, gaps, first, change } = extent;
  const sampled = (lastMs - firstMs) / 1000;
  const average = sampled / gaps;
  const threshold = average * 1.1;
  let toStart = (firstMs - window.startMs) / 1000;
  let toEnd = (window.endMs - lastMs) / 1000;
  if (toStart >= threshold) toStart = average / 2;
  if (change > 0 && first >= 0) toStart = Math.min(toStart, sampled * (first / change));
  if (toEnd >= threshold) toEnd = average / 2;
  const factor = (sampled + toStart + toEnd) / sampled;
  return isRate ? factor / (call.rangeMs / 1000) : factor;
}

function counterChange({ values, from, to }: Window): number {
  let change = values[to - 1]! - values[from]!;
  let before = values[from]!;
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!;
    if (value < before) change += before;
    before = value;
  }
  return change;
}

function histogramChange(window: Window, call: RangeCall, isCounter: boolean): FloatHistogram {
  const { histograms } = window;
  const last = histograms.at(-1)!;
  let before = histograms[0]!;
  remarkOnHint(window, call, isCounter);
  if (!isCounter) return last.minus(before, "gauge");
  if (histograms[1]!.isResetSince(before)) before = Histogram.empty(histograms[1]!.schema);
  let change = last.minus(before, "gauge");
  for (let i = 1; i < histograms.length; i++) {
    const histogram = histograms[i]!;
    if (histogram.isResetSince(before)) change = change.plus(before);
    before = histogram;
  }
  return change;
}

function remarkOnHint(window: Window, { run, node }: RangeCall, isCounter: boolean): void {
  let gauges = 0;
  for (const { hint } of window.histograms) if (hint === "gauge") gauges++;
  if (isCounter && gauges > 0) {
    const name = metricNameOf(window);
    run.warn(node, `PromQL warning: this native histogram metric is not a counter: "${name}"`);
  }
  if (!isCounter && gauges < window.histograms.length) {
    const name = metricNameOf(window);
    run.warn(node, `PromQL warning: this native histogram metric is not a gauge: "${name}"`);
  }
}

function remarkOnName(window: Window, call: RangeCall): void {
  const name = metricNameOf(window);
  if (name === call.checkedName) return;
  call.checkedName = name;
  const { run, node } = call;
  if (name === "" || COUNTER_ENDS.some((end) => name.endsWith(end))) return;
  run.inform(
    node,
    `PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: "${name}"`,
  );
}

export const irate: RangeFunction = (window, call) => lastChange(window, call, true);
export const idelta: RangeFunction = (window, call) => lastChange(window, call, false);

type Last = { timeMs: number; value: Value };

function lastChange(window: Window, call: RangeCall, isRate: boolean): Value | undefined {
  const [before, last] = lastTwo(window);
  if (before === undefined || last === undefined) return undefined;
  const seconds = (last.timeMs - before.timeMs) / 1000;
  if (typeof before.value === "number" && typeof last.value === "number") {
    const isReset = isRate && last.value < before.value;
    const change = isReset ? last.value : last.value - before.value;
    return isRate ? change / seconds : change;
  }
  if (typeof before.value === "number" || typeof last.value === "number") {
    isMixed(window, call);
    return undefined;
  }
  remarkOnHint(window, call, isRate);
  const isReset = isRate && last.value.isResetSince(before.value);
  const change = (isReset ? last.value : last.value.minus(before.value)).withHint("gauge");
  return isRate ? change.dividedBy(seconds) : change;
}

function lastTwo({ times, values, from, to, histogramTimes, histograms }: Window): Last[] {
  const lasts: Last[] = [];
  for (let i = Math.max(from, to - 2); i < to; i++) lasts.push({ timeMs: times[i]!, value: values[i]! });
  for (let i = Math.max(0, histograms.length - 2); i < histograms.length; i++) {
    lasts.push({ timeMs: histogramTimes[i]!, value: histograms[i]! });
  }
  return lasts.sort((a, b) => a.timeMs - b.timeMs).slice(-2);
}

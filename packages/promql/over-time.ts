import { warnOfHints } from "./hints.ts";
import { HistogramMean, HistogramTotal } from "./histogram-total.ts";
import { mean } from "./mean.ts";
import { kahanAdd } from "./kahan.ts";
import type { Kahan } from "./kahan.ts";
import type { Window } from "./plan.ts";
import { quantile } from "./quantile.ts";
import { informIgnored, isMixed } from "./range-call.ts";
import type { RangeCall, RangeFunction } from "./range-call.ts";
import type { Value } from "./vector.ts";

/** A function of the numbers alone; histograms are left out. */
function ofNumbers(
  compute: (window: Window, scalars: readonly number[]) => number,
  least = 1,
): RangeFunction {
  return (window, call) => {
    const count = window.to - window.from;
    if (count >= least || count > 0) informIgnored(window, call);
    return count < least ? undefined : compute(window, call.scalars);
  };
}

export const countOverTime: RangeFunction = ({ from, to, histograms }) => to - from + histograms.length;
export const presentOverTime: RangeFunction = () => 1;

export const sumOverTime: RangeFunction = (window, call) => {
  if (isMixed(window, call)) return undefined;
  if (window.histograms.length > 0) {
    const sum = new HistogramTotal();
    addAll(sum, window, call);
    return sum.sum();
  }
  const total: Kahan = { sum: 0, compensation: 0 };
  for (let i = window.from; i < window.to; i++) kahanAdd(total, window.values[i]!);
  return Math.abs(total.sum) === Infinity ? total.sum : total.sum + total.compensation;
};

export const avgOverTime: RangeFunction = (window, call) => {
  if (isMixed(window, call)) return undefined;
  const { histograms, values, from, to } = window;
  if (histograms.length === 0) return mean(values, from, to);
  const average = new HistogramMean();
  addAll(average, window, call);
  return average.mean();
};

function addAll(
  total: HistogramTotal | HistogramMean,
  { histograms }: Window,
  { run, node }: RangeCall,
): void {
  warnOfHints(run, node, new Set(histograms.map(({ hint }) => hint)));
  for (const histogram of histograms) total.add(histogram);
}

export const minOverTime = ofNumbers((window) => window.values[extreme(window, (a, b) => a < b)]!);
export const maxOverTime = ofNumbers((window) => window.values[extreme(window, (a, b) => a > b)]!);
// Of equal extremes Prometheus takes the time of the last.
export const timeOfMin = ofNumbers((window) => window.times[extreme(window, (a, b) => a <= b)]! / 1000);
export const timeOfMax = ofNumbers((window) => window.times[extreme(window, (a, b) => a >= b)]! / 1000);

function extreme({ values, from, to }: Window, beats: (a: number, b: number) => boolean): number {
  let best = from;
  for (let i = from + 1; i < to; i++) {
    if (beats(values[i]!, values[best]!) || Number.isNaN(values[best]!)) best = i;
  }
  return best;
}

export const stdvarOverTime = ofNumbers(variance);
export const stddevOverTime = ofNumbers((window) => Math.sqrt(variance(window)));

function variance({ values, from, to }: Window): number {
  const average: Kahan = { sum: 0, compensation: 0 };
  const squares: Kahan = { sum: 0, compensation: 0 };
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    const difference = value - (average.sum + average.compensation);
    kahanAdd(average, difference / (i - from + 1));
    kahanAdd(squares, difference * (value - (average.sum + average.compensation)));
  }
  return (squares.sum + squares.compensation) / (to - from);
}

export const quantileOverTime: RangeFunction = (window, call) => {
  const { run, node, scalars } = call;
  const q = scalars[0]!;
  if (window.from === window.to) return undefined;
  if (!(q >= 0 && q <= 1))
    run.warn(node, `PromQL warning: quantile value should be between 0 and 1, got ${q}`);
  informIgnored(window, call);
  return quantile(q, numbersOf(window));
};

export const madOverTime = ofNumbers((window) => {
  const numbers = numbersOf(window);
  if (numbers.some(Number.isNaN)) return NaN;
  const median = quantile(0.5, numbers);
  return quantile(
    0.5,
    numbers.map((value) => Math.abs(value - median)),
  );
});

function numbersOf({ values, from, to }: Window): Float64Array {
  return Float64Array.from({ length: to - from }, (_, i) => values[from + i]!);
}

type Point = { timeMs: number; value: Value };

export const firstOverTime: RangeFunction = (window) => first(window).value;
export const lastOverTime: RangeFunction = (window) => last(window).value;
export const timeOfFirst: RangeFunction = (window) => first(window).timeMs / 1000;
export const timeOfLast: RangeFunction = (window) => last(window).timeMs / 1000;

function first({ times, values, from, to, histogramTimes, histograms }: Window): Point {
  const hasNumber = from < to && !(histogramTimes[0]! <= times[from]!);
  if (hasNumber) return { timeMs: times[from]!, value: values[from]! };
  return { timeMs: histogramTimes[0]!, value: histograms[0]! };
}

function last({ times, values, from, to, histogramTimes, histograms }: Window): Point {
  const end = histograms.length - 1;
  const hasNumber = from < to && !(histogramTimes[end]! >= times[to - 1]!);
  if (hasNumber) return { timeMs: times[to - 1]!, value: values[to - 1]! };
  return { timeMs: histogramTimes[end]!, value: histograms[end]! };
}

export const changes: RangeFunction = (window) =>
  countSteps(window, (before, now) => {
    if (typeof before === "number" && typeof now === "number") {
      return before !== now && !(Number.isNaN(before) && Number.isNaN(now));
    }
    return typeof before === "number" || typeof now === "number" || !now.equals(before);
  });

export const resets: RangeFunction = (window) =>
  countSteps(window, (before, now) => {
    if (typeof before === "number" && typeof now === "number") return now < before;
    return typeof before === "number" || typeof now === "number" || now.isResetSince(before);
  });

function countSteps(window: Window, counts: (before: Value, now: Value) => boolean): number {
  let total = 0;
  let before: Value | undefined;
  for (const value of inOrder(window)) {
    if (before !== undefined && counts(before, value)) total++;
    before = value;
  }
  return total;
}

function* inOrder({ times, values, from, to, histogramTimes, histograms }: Window): Generator<Value> {
  let next = 0;
  for (let i = from; i < to; i++) {
    while (next < histograms.length && histogramTimes[next]! < times[i]!) yield histograms[next++]!;
    yield values[i]!;
  }
  yield* histograms.slice(next);
}

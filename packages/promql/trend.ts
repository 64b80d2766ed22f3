import { kahanAdd } from "./kahan.ts";
import type { Kahan } from "./kahan.ts";
import type { Window } from "./plan.ts";
import { informIgnored } from "./range-call.ts";
import type { RangeCall, RangeFunction } from "./range-call.ts";

export const deriv: RangeFunction = (window, call) =>
  hasTwo(window, call) ? regression(window, window.times[window.from]!).slope : undefined;

export const predictLinear: RangeFunction = (window, call) => {
  if (!hasTwo(window, call)) return undefined;
  const { slope, intercept } = regression(window, window.timeMs);
  return slope * call.scalars[0]! + intercept;
};

function hasTwo(window: Window, call: RangeCall): boolean {
  if (window.from < window.to) informIgnored(window, call);
  return window.to - window.from >= 2;
}

/** Least squares over seconds from `originMs`. */
function regression(
  { times, values, from, to }: Window,
  originMs: number,
): { slope: number; intercept: number } {
  const [x, y, xy, xx]: Kahan[] = Array.from({ length: 4 }, () => ({ sum: 0, compensation: 0 }));
  const first = values[from]!;
  let isConstant = true;
  for (let i = from; i < to; i++) {
    const value = values[i]!;
    const seconds = (times[i]! - originMs) / 1000;
    if (i > from && value !== first) isConstant = false;
    kahanAdd(x!, seconds);
    kahanAdd(y!, value);
    kahanAdd(xy!, seconds * value);
    kahanAdd(xx!, seconds * seconds);
  }
  if (isConstant) {
    return Math.abs(first) === Infinity ? { slope: NaN, intercept: NaN } : { slope: 0, intercept: first };
  }
  const count = to - from;
  const [sumX, sumY, sumXy, sumXx] = [x!, y!, xy!, xx!].map(({ sum, compensation }) => sum + compensation);
  const slope = (sumXy! - (sumX! * sumY!) / count) / (sumXx! - (sumX! * sumX!) / count);
  return { slope, intercept: sumY! / count - (slope * sumX!) / count };
}

/** Holt's double exponential smoothing. */
export const smoothing: RangeFunction = (window, call) => {
  const { run, node, scalars } = call;
  const [level, trend] = [scalars[0]!, scalars[1]!];
  if (level <= 0 || level >= 1) {
    throw run.error(node, `invalid smoothing factor. Expected: 0 < sf < 1, got: ${level}`);
  }
  if (trend <= 0 || trend >= 1) {
    throw run.error(node, `invalid trend factor. Expected: 0 < tf < 1, got: ${trend}`);
  }
  if (!hasTwo(window, call)) return undefined;
  const { values, from, to } = window;
  let before = 0;
  let smoothed = values[from]!;
  let slope = values[from + 1]! - values[from]!;
  for (let i = from + 1; i < to; i++) {
    if (i > from + 1) slope = trend * (smoothed - before) + (1 - trend) * slope;
    const next = level * values[i]! + (1 - level) * (smoothed + slope);
    before = smoothed;
    smoothed = next;
  }
  return smoothed;
};

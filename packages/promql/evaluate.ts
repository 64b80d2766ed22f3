import type { Expression } from "./expression.ts";
import type { EvaluationOptions, RangeWindow } from "./options.ts";
import type { MatrixPlan, Window } from "./plan.ts";
import { SeriesCollector } from "./series-collector.ts";
import type { InstantResult, RangeResult, ResultSeries, Sample } from "./result.ts";
import { Run } from "./run.ts";
import type { SeriesStore } from "./series-store.ts";
import type { Vector } from "./vector.ts";

/** Throws PromqlError of the phase `evaluation`, and what the store throws. */
export function evaluateInstant(
  expression: Expression,
  store: SeriesStore,
  atMs: number,
  options: EvaluationOptions = {},
): InstantResult {
  const run = new Run(expression.text, store, { startMs: atMs, endMs: atMs }, options);
  const plan = expression.prepared();
  switch (plan.type) {
    case "scalar":
      return { type: "scalar", timeMs: atMs, value: plan.at(run, atMs), ...run.remarks() };
    case "string":
      return { type: "string", timeMs: atMs, value: plan.value, ...run.remarks() };
    case "vector":
      return { type: "vector", timeMs: atMs, samples: samplesOf(plan.at(run, atMs)), ...run.remarks() };
    case "matrix":
    default:
      return { type: "matrix", series: windowsOf(plan, run, atMs), ...run.remarks() };
  }
}

/** Only for scalars and vectors, else RangeError. Throws PromqlError as `evaluateInstant` does. */
export function evaluateRange(
  expression: Expression,
  store: SeriesStore,
  { startMs, endMs, stepMs }: RangeWindow,
  options: EvaluationOptions = {},
): RangeResult {
  const plan = expression.prepared();
  if (plan.type !== "scalar" && plan.type !== "vector") {
    throw new RangeError(`a range query gives a scalar or an instant vector, not a ${expression.type}`);
  }
  if (!(stepMs > 0)) throw new RangeError(`a step is above 0 ms, not ${stepMs}`);
  const run = new Run(expression.text, store, { startMs, endMs }, options);
  const collector = new SeriesCollector();
  for (let atMs = startMs; atMs <= endMs; atMs += stepMs) {
    if (plan.type === "scalar") collector.addScalar(atMs, plan.at(run, atMs));
    else collector.add(atMs, plan.at(run, atMs));
  }
  return { type: "matrix", series: collector.series(), ...run.remarks() };
}

function samplesOf(vector: Vector): Sample[] {
  return vector.labels.map((labels, i) => {
    const histogram = vector.histogramAt(i);
    const value = vector.values[i]!;
    return histogram === undefined ? { labels, value } : { labels, value, histogram };
  });
}

function windowsOf(plan: MatrixPlan, run: Run, atMs: number): ResultSeries[] {
  const series: ResultSeries[] = [];
  plan.each(run, atMs, (window) => series.push(seriesOf(window)));
  return series;
}

function seriesOf({ labels, times, values, from, to, histogramTimes, histograms }: Window): ResultSeries {
  const points = Array.from({ length: to - from }, (_, i) => ({
    timeMs: times[from + i]!,
    value: values[from + i]!,
    histogram: undefined as (typeof histograms)[number] | undefined,
  }));
  for (const [i, histogram] of histograms.entries()) {
    points.push({ timeMs: histogramTimes[i]!, value: NaN, histogram });
  }
  points.sort((a, b) => a.timeMs - b.timeMs);
  return {
    labels,
    times: Float64Array.from(points, ({ timeMs }) => timeMs),
    values: Float64Array.from(points, ({ value }) => value),
    ...(histograms.length > 0 && { histograms: points.map(({ histogram }) => histogram) }),
  };
}

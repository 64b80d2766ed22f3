import type { Expression } from "./expression.ts";
import type { EvaluationOptions, RangeWindow } from "./options.ts";
import type { MatrixPlan, ScalarPlan, VectorPlan, Window } from "./plan.ts";
import { SeriesCollector } from "./series-collector.ts";
import type { InstantResult, RangeResult, Remarks, ResultSeries, Sample } from "./result.ts";
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
  window: RangeWindow,
  options: EvaluationOptions = {},
): RangeResult {
  const range = new RangeEvaluation(expression, store, window, options);
  return { type: "matrix", series: range.advance(window.endMs), ...range.remarks() };
}

/**
 * A range query in parts, so that whoever asks can do other things between them. Results are those of the whole: the
 * window is the whole one, and what subqueries found out stays. The store is asked anew in each part.
 */
export class RangeEvaluation {
  readonly #plan: ScalarPlan | VectorPlan;
  readonly #run: Run;
  readonly #window: RangeWindow;
  #nextMs: number;

  /** Errors as those of `evaluateRange`. */
  constructor(
    expression: Expression,
    store: SeriesStore,
    window: RangeWindow,
    options: EvaluationOptions = {},
  ) {
    const plan = expression.prepared();
    if (plan.type !== "scalar" && plan.type !== "vector") {
      throw new RangeError(`a range query gives a scalar or an instant vector, not a ${expression.type}`);
    }
    if (!(window.stepMs > 0)) throw new RangeError(`a step is above 0 ms, not ${window.stepMs}`);
    this.#plan = plan;
    this.#window = window;
    this.#nextMs = window.startMs;
    this.#run = new Run(expression.text, store, { startMs: window.startMs, endMs: window.endMs }, options);
  }

  /** The steps up to and with this time that were not asked for yet; those of a part that fails are passed over. */
  advance(untilMs: number): ResultSeries[] {
    const { endMs, stepMs } = this.#window;
    const fromMs = this.#nextMs;
    const lastMs = Math.min(untilMs, endMs);
    if (lastMs >= fromMs) this.#nextMs += (Math.floor((lastMs - fromMs) / stepMs) + 1) * stepMs;
    const collector = new SeriesCollector();
    this.#run.renew();
    for (let atMs = fromMs; atMs <= lastMs; atMs += stepMs) {
      if (this.#plan.type === "scalar") collector.addScalar(atMs, this.#plan.at(this.#run, atMs));
      else collector.add(atMs, this.#plan.at(this.#run, atMs));
    }
    return collector.series();
  }

  remarks(): Remarks {
    return this.#run.remarks();
  }
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

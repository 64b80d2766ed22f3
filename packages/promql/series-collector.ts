import type { FloatHistogram } from "./float-histogram.ts";
import { Labels } from "./labels.ts";
import type { ResultSeries } from "./result.ts";
import type { Vector } from "./vector.ts";

type Column = {
  labels: Labels;
  times: number[];
  values: number[];
  histograms: (FloatHistogram | undefined)[] | undefined;
};

/** Puts the vectors of one step after another together into series. */
export class SeriesCollector {
  readonly #byLabels = new Map<Labels, Column>();
  readonly #byKey = new Map<string, Column>();

  add(timeMs: number, vector: Vector): void {
    for (let i = 0; i < vector.length; i++) {
      this.#addPoint(vector.labels[i]!, timeMs, vector.values[i]!, vector.histogramAt(i));
    }
  }

  addScalar(timeMs: number, value: number): void {
    this.#addPoint(Labels.empty, timeMs, value, undefined);
  }

  series(): ResultSeries[] {
    return [...this.#byKey.values()].map(({ labels, times, values, histograms }) => ({
      labels,
      times: Float64Array.from(times),
      values: Float64Array.from(values),
      ...(histograms !== undefined && { histograms }),
    }));
  }

  #addPoint(labels: Labels, timeMs: number, value: number, histogram: FloatHistogram | undefined): void {
    const column = this.#byLabels.get(labels) ?? this.#column(labels);
    if (histogram !== undefined) column.histograms ??= column.times.map(() => undefined);
    column.times.push(timeMs);
    column.values.push(value);
    column.histograms?.push(histogram);
  }

  #column(labels: Labels): Column {
    const column = this.#byKey.get(labels.key) ?? { labels, times: [], values: [], histograms: undefined };
    this.#byKey.set(labels.key, column);
    this.#byLabels.set(labels, column);
    return column;
  }
}

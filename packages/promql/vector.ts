import type { FloatHistogram } from "./float-histogram.ts";
import type { Labels } from "./labels.ts";

/** Value of a sample: a histogram stands in for the number. */
export type Value = number | FloatHistogram;

/** An instant vector in columns: one object a vector, not one a sample. */
export class Vector {
  readonly labels: Labels[] = [];
  /** NaN where there is a histogram. */
  readonly values: number[] = [];
  /** undefined as long as no sample is a histogram. */
  histograms: (FloatHistogram | undefined)[] | undefined;

  get length(): number {
    return this.labels.length;
  }

  pushNumber(labels: Labels, value: number): void {
    this.labels.push(labels);
    this.values.push(value);
    this.histograms?.push(undefined);
  }

  push(labels: Labels, value: Value): void {
    if (typeof value === "number") {
      this.pushNumber(labels, value);
      return;
    }
    this.histograms ??= this.labels.map(() => undefined);
    this.labels.push(labels);
    this.values.push(NaN);
    this.histograms.push(value);
  }

  valueAt(index: number): Value {
    return this.histograms?.[index] ?? this.values[index]!;
  }

  histogramAt(index: number): FloatHistogram | undefined {
    return this.histograms?.[index];
  }
}

import type { Labels } from "./labels.ts";
import type { Run } from "./run.ts";
import type { FloatHistogram } from "./float-histogram.ts";
import type { Vector } from "./vector.ts";

/** Samples of one series within a range. The same object, with the same arrays, is filled anew for the next series. */
export type Window = {
  labels: Labels;
  /** The range: the samples lie in (startMs, endMs], or [startMs, endMs] when closed. */
  startMs: number;
  endMs: number;
  /** Time at which the expression is evaluated. */
  timeMs: number;
  /** Numbers: those at `from` up to and without `to`. */
  times: ArrayLike<number>;
  values: ArrayLike<number>;
  from: number;
  to: number;
  /** Histograms, all of them. */
  histogramTimes: readonly number[];
  histograms: readonly FloatHistogram[];
};

export type ScalarPlan = { type: "scalar"; at: (run: Run, timeMs: number) => number };
export type StringPlan = { type: "string"; value: string };
export type VectorPlan = { type: "vector"; at: (run: Run, timeMs: number) => Vector };
/** Visits each series that has a sample in the range. */
export type MatrixPlan = {
  type: "matrix";
  rangeMs: number;
  each: (run: Run, timeMs: number, visit: (window: Window) => void) => void;
};

/** An expression compiled: what evaluates it at a time. */
export type Plan = ScalarPlan | StringPlan | VectorPlan | MatrixPlan;

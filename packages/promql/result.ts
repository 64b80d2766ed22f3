import type { FloatHistogram } from "./float-histogram.ts";
import type { Labels } from "./labels.ts";

/** `histogram` is there when the sample is one; `value` is NaN then. */
export type Sample = { labels: Labels; value: number; histogram?: FloatHistogram };

/** A series of results; `histograms`, where there, holds an entry for each point that is one. */
export type ResultSeries = {
  labels: Labels;
  /** Milliseconds since 1970. */
  times: Float64Array;
  values: Float64Array;
  histograms?: (FloatHistogram | undefined)[];
};

/** Remarks on an answer that stands all the same: probably wrong (`warnings`), worth knowing (`infos`). */
export type Remarks = { warnings: string[]; infos: string[] };

export type InstantResult = Remarks &
  (
    | { type: "scalar"; timeMs: number; value: number }
    | { type: "string"; timeMs: number; value: string }
    | { type: "vector"; timeMs: number; samples: Sample[] }
    | { type: "matrix"; series: ResultSeries[] }
  );

export type RangeResult = Remarks & { type: "matrix"; series: ResultSeries[] };

import type { ExponentialHistogram } from "@mystocks/histogram";
import type { FloatHistogram } from "./float-histogram.ts";
import type { Labels } from "./labels.ts";
import type { Matcher } from "./matcher.ts";

/** A histogram as a store may hold it. Neither kind may change after it was handed out. */
export type HistogramSample = ExponentialHistogram | FloatHistogram;

/**
 * One series. The arrays may be longer than `length`, so that a store can hand out those it appends to, without a
 * copy. They must not change while an evaluation, which is synchronous, goes on.
 */
export type Series = {
  readonly labels: Labels;
  /** How many samples, from index 0. */
  readonly length: number;
  /** Milliseconds since 1970, strictly rising. */
  readonly times: Float64Array;
  /** NaN is a value like any other. Where `histograms` has an entry, the value is not read. */
  readonly values: Float64Array;
  /**
   * 1 where the sample is a staleness marker: the series ends here, until its next sample. A flag and not a NaN of
   * Prometheus' bit pattern, since JavaScript may rewrite the bits of a NaN whenever it touches one.
   */
  readonly stale?: Uint8Array;
  /** Where it ends, what was before is gone too: a range that reaches over the end sees what came after it. */
  readonly forgetsAtEnd?: boolean;
  readonly histograms?: readonly (HistogramSample | undefined)[];
};

export interface SeriesStore {
  /**
   * All series that match every matcher, each once, in any order, with at least their samples in [fromMs, toMs].
   * Samples outside are allowed and not read; series without samples in it too. Neither the array nor the series
   * are changed or kept by the evaluation. What it throws goes through to the caller of the evaluation.
   */
  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly Series[];
}

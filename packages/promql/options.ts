import type { SharedVectors } from "./shared-vectors.ts";

export type EvaluationOptions = {
  /** How long a sample stays the current one when none follows; 5 minutes when not given. */
  lookbackMs?: number;
  /**
   * Whether a sample exactly at the far end of a range or of the lookback counts. Prometheus 3 leaves it out
   * (`left-open`, the default), 2 took it in (`closed`).
   */
  rangeBoundary?: "left-open" | "closed";
  /** How many samples an evaluation may read before it is refused; 50 million when not given. */
  maxSamples?: number;
  /** Step of a subquery that names none; 1 minute when not given. */
  defaultStepMs?: number;
  /** Called again and again while samples are read: what it throws ends the evaluation and goes to its caller. */
  checkpoint?: () => void;
  /** Of an instant query: what other expressions have read at this instant, so that it need not be read again. */
  shared?: SharedVectors;
};

/** Both ends are evaluated when they are whole steps apart. */
export type RangeWindow = { startMs: number; endMs: number; stepMs: number };

import type { Expression } from "./expression.ts";
import type { EvaluationOptions, RangeWindow } from "./options.ts";
import type { InstantResult, RangeResult } from "./result.ts";
import type { SeriesStore } from "./series-store.ts";

/** Throws PromqlError of the phase `evaluation`, and what the store throws. */
export function evaluateInstant(
  expression: Expression,
  store: SeriesStore,
  atMs: number,
  options: EvaluationOptions = {},
): InstantResult {
  throw new Error(`not ready: ${expression.text} ${atMs} ${options.lookbackMs} ${typeof store}`);
}

/** Only for scalars and vectors. Throws PromqlError as `evaluateInstant` does. */
export function evaluateRange(
  expression: Expression,
  store: SeriesStore,
  window: RangeWindow,
  options: EvaluationOptions = {},
): RangeResult {
  throw new Error(`not ready: ${expression.text} ${window.startMs} ${options.lookbackMs} ${typeof store}`);
}

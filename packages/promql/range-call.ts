import type { CallNode } from "./ast.ts";
import type { Window } from "./plan.ts";
import type { Run } from "./run.ts";
import type { Value } from "./vector.ts";

/** What a function of a range sees beside the range. */
export type RangeCall = {
  run: Run;
  node: CallNode;
  rangeMs: number;
  /** Values of the scalar arguments, in order. */
  scalars: readonly number[];
  /** The metric of the series before, whose name has been looked at. */
  checkedName?: string;
};

/** The function's value of one series; undefined when it has none. */
export type RangeFunction = (window: Window, call: RangeCall) => Value | undefined;

export function metricNameOf(window: Window): string {
  return window.labels.metricName;
}

/** Whether numbers and histograms are mixed, which is remarked on. */
export function isMixed(window: Window, { run, node }: RangeCall): boolean {
  if (window.histograms.length === 0 || window.from === window.to) return false;
  run.warn(
    node,
    `PromQL warning: encountered a mix of histograms and floats for metric name "${metricNameOf(window)}"`,
  );
  return true;
}

/** Numbers are used, histograms left out, which is remarked on. */
export function informIgnored(window: Window, { run, node }: RangeCall): void {
  if (window.histograms.length === 0) return;
  run.inform(
    node,
    `PromQL info: ignored histograms in a range containing both floats and histograms for metric name "${metricNameOf(window)}"`,
  );
}

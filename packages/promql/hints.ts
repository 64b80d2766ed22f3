import type { Node } from "./ast.ts";
import type { CounterHint } from "./float-histogram.ts";
import type { Run } from "./run.ts";

/** Histograms of which one says that its counter was reset and another that it was not do not add up well. */
export function warnOfHints(run: Run, node: Node, hints: ReadonlySet<CounterHint>): void {
  if (!hints.has("reset") || !hints.has("not-reset")) return;
  run.warn(node, "PromQL warning: conflicting counter resets during histogram aggregation");
}

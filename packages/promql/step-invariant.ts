import type { Node } from "./ast.ts";
import type { VectorPlan } from "./plan.ts";
import { childNodes } from "./selectors.ts";
import type { Vector } from "./vector.ts";

const READS_TIME = new Set([
  "day_of_month",
  "day_of_week",
  "day_of_year",
  "days_in_month",
  "hour",
  "minute",
  "month",
  "predict_linear",
  "time",
  "timestamp",
  "year",
]);

/** Whether the node's value is the same at every step, since all it reads is fixed by `@`. */
export function isConstant(node: Node): boolean {
  if (node.kind === "selector") return node.at !== undefined;
  if (node.kind === "subquery") return node.at !== undefined;
  if (node.kind === "call" && READS_TIME.has(node.name)) return false;
  return childNodes(node).every(isConstant);
}

/** The plan, evaluated once a run. */
export function onceOnly(node: Node, plan: VectorPlan): VectorPlan {
  return {
    type: "vector",
    at(run, timeMs) {
      if (!run.isRange) return plan.at(run, timeMs);
      const known = run.constants.get(node) as Vector | undefined;
      if (known !== undefined) return known;
      const vector = plan.at(run, timeMs);
      run.constants.set(node, vector);
      return vector;
    },
  };
}

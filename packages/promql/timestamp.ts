import { unwrapped } from "./absent.ts";
import type { CallNode } from "./ast.ts";
import type { Compiler } from "./compile.ts";
import { dropNames, namesMayMatter } from "./names.ts";
import type { VectorPlan } from "./plan.ts";
import { compileSelector } from "./select.ts";
import { Vector } from "./vector.ts";

/** Of a selector the samples' own times, of anything else the time of the evaluation. */
export function timestampCall(
  node: CallNode,
  inner: VectorPlan,
  enclosing: Compiler["enclosing"],
  conversions: Compiler["conversions"],
): VectorPlan {
  const argument = unwrapped(node.arguments[0]!);
  const mayCollide = namesMayMatter(argument);
  const times =
    argument.kind === "selector" ? compileSelector(argument, enclosing, conversions, true) : undefined;
  return {
    type: "vector",
    at(run, timeMs) {
      if (times !== undefined) return dropNames(run, node, times.at(run, timeMs), mayCollide);
      const input = inner.at(run, timeMs);
      const result = new Vector();
      for (const labels of input.labels) result.pushNumber(labels, timeMs / 1000);
      return dropNames(run, node, result, mayCollide);
    },
  };
}

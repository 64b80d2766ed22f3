import type { BinaryNode } from "./ast.ts";
import { ARITHMETIC, COMPARISONS } from "./arithmetic.ts";
import { elementOperation } from "./element.ts";
import { dropNames } from "./names.ts";
import type { ScalarPlan, VectorPlan } from "./plan.ts";
import { Vector } from "./vector.ts";

export function compileScalars(node: BinaryNode, left: ScalarPlan, right: ScalarPlan): ScalarPlan {
  const compute = ARITHMETIC.get(node.operator);
  if (compute !== undefined) {
    return { type: "scalar", at: (run, timeMs) => compute(left.at(run, timeMs), right.at(run, timeMs)) };
  }
  const compare = COMPARISONS.get(node.operator)!;
  return {
    type: "scalar",
    at: (run, timeMs) => Number(compare(left.at(run, timeMs), right.at(run, timeMs))),
  };
}

/** A vector with a scalar; `scalarIsLeft` tells which side the scalar stands on. */
export function compileVectorScalar(
  node: BinaryNode,
  vector: VectorPlan,
  scalar: ScalarPlan,
  scalarIsLeft: boolean,
  mayCollide: boolean,
): VectorPlan {
  const compare = COMPARISONS.get(node.operator);
  if (compare !== undefined && !node.bool) return filter(node, vector, scalar, scalarIsLeft);
  const numbers = compare === undefined ? ARITHMETIC.get(node.operator)! : asNumber(compare);
  const general = elementOperation(node);
  return {
    type: "vector",
    at(run, timeMs) {
      const other = scalar.at(run, timeMs);
      const input = vector.at(run, timeMs);
      const result = new Vector();
      for (let i = 0; i < input.length; i++) {
        const value = input.valueAt(i);
        if (typeof value === "number") {
          const outcome = scalarIsLeft ? numbers(other, value) : numbers(value, other);
          result.pushNumber(input.labels[i]!, outcome);
          continue;
        }
        const outcome = scalarIsLeft ? general(run, other, value) : general(run, value, other);
        if (outcome !== undefined) result.push(input.labels[i]!, outcome.value);
      }
      return dropNames(run, node, result, mayCollide);
    },
  };
}

function asNumber(compare: (left: number, right: number) => boolean) {
  return (left: number, right: number): number => (compare(left, right) ? 1 : 0);
}

/** A comparison without `bool` keeps the elements for which it is true, as they are. */
function filter(node: BinaryNode, vector: VectorPlan, scalar: ScalarPlan, scalarIsLeft: boolean): VectorPlan {
  const compare = COMPARISONS.get(node.operator)!;
  const general = elementOperation(node);
  return {
    type: "vector",
    at(run, timeMs) {
      const other = scalar.at(run, timeMs);
      const input = vector.at(run, timeMs);
      const { labels, values, histograms } = input;
      const result = new Vector();
      for (let i = 0; i < labels.length; i++) {
        const histogram = histograms?.[i];
        if (histogram !== undefined) {
          // No comparison of a histogram with a number is true: this only leaves a remark.
          if (scalarIsLeft) general(run, other, histogram);
          else general(run, histogram, other);
          continue;
        }
        const value = values[i]!;
        if (scalarIsLeft ? compare(other, value) : compare(value, other))
          result.pushNumber(labels[i]!, value);
      }
      return result;
    },
  };
}

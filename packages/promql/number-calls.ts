import type { CallNode } from "./ast.ts";
import { Labels } from "./labels.ts";
import { clamp, round } from "./math-functions.ts";
import { dropNames, namesMayMatter } from "./names.ts";
import type { ScalarPlan, VectorPlan } from "./plan.ts";
import { Vector } from "./vector.ts";

/** Numbers only; histograms are left out. */
export function numberCall(
  node: CallNode,
  inner: VectorPlan,
  compute: (value: number) => number,
): VectorPlan {
  const mayCollide = namesMayMatter(node.arguments[0]!);
  return {
    type: "vector",
    at: (run, timeMs) => dropNames(run, node, mapped(inner.at(run, timeMs), compute), mayCollide),
  };
}

export function mapped(input: Vector, compute: (value: number) => number): Vector {
  const result = new Vector();
  for (let i = 0; i < input.length; i++) {
    if (input.histogramAt(i) === undefined) result.pushNumber(input.labels[i]!, compute(input.values[i]!));
  }
  return result;
}

export function clampCall(
  node: CallNode,
  inner: VectorPlan,
  least: ScalarPlan,
  most: ScalarPlan,
): VectorPlan {
  const mayCollide = namesMayMatter(node.arguments[0]!);
  return {
    type: "vector",
    at(run, timeMs) {
      const low = least.at(run, timeMs);
      const high = most.at(run, timeMs);
      const input = inner.at(run, timeMs);
      if (high < low) return new Vector();
      return dropNames(
        run,
        node,
        mapped(input, (value) => clamp(value, low, high)),
        mayCollide,
      );
    },
  };
}

export function roundCall(node: CallNode, inner: VectorPlan, toNearest: ScalarPlan): VectorPlan {
  const mayCollide = namesMayMatter(node.arguments[0]!);
  return {
    type: "vector",
    at(run, timeMs) {
      const nearest = toNearest.at(run, timeMs);
      return dropNames(
        run,
        node,
        mapped(inner.at(run, timeMs), (value) => round(value, nearest)),
        mayCollide,
      );
    },
  };
}

export function dateCall(
  node: CallNode,
  inner: VectorPlan | undefined,
  compute: (seconds: number) => number,
): VectorPlan {
  if (inner !== undefined) return numberCall(node, inner, compute);
  return {
    type: "vector",
    at(_, timeMs) {
      const result = new Vector();
      result.pushNumber(Labels.empty, compute(timeMs / 1000));
      return result;
    },
  };
}

import type { VectorPlan } from "./plan.ts";
import type { CallNode } from "./ast.ts";
import type { Labels } from "./labels.ts";
import { Vector } from "./vector.ts";

/** `sort` and `sort_desc`: numbers only, NaN last. */
export function compileSort(node: CallNode, inner: VectorPlan, sign: 1 | -1): VectorPlan {
  return sorted(node, inner, (vector) => {
    const numbers = [...vector.labels.keys()].filter((i) => vector.histogramAt(i) === undefined);
    return numbers.sort((a, b) => byNumber(vector.values[a]!, vector.values[b]!, sign));
  });
}

function byNumber(a: number, b: number, sign: 1 | -1): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : a < b ? -sign : sign;
}

/** `sort_by_label` and `sort_by_label_desc`: numbers inside the values in their natural order. */
export function compileSortByLabel(
  node: CallNode,
  inner: VectorPlan,
  names: readonly string[],
  sign: 1 | -1,
): VectorPlan {
  return sorted(node, inner, (vector) =>
    [...vector.labels.keys()].sort((a, b) => sign * byLabels(vector.labels[a]!, vector.labels[b]!, names)),
  );
}

function byLabels(a: Labels, b: Labels, names: readonly string[]): number {
  for (const name of names) {
    const order = naturally(a.get(name), b.get(name));
    if (order !== 0) return order;
  }
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

function naturally(a: string, b: string): number {
  if (a === b) return 0;
  const left = chunksOf(a);
  const right = chunksOf(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [x, y] = [left[i]!, right[i]!];
    if (x === y) continue;
    const difference = Number(x) - Number(y);
    if (/^\d/u.test(x) && /^\d/u.test(y) && difference !== 0) return difference;
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}

function chunksOf(text: string): string[] {
  return text.match(/\d+|\D+/gu) ?? [];
}

function sorted(node: CallNode, inner: VectorPlan, order: (vector: Vector) => number[]): VectorPlan {
  return {
    type: "vector",
    at(run, timeMs) {
      if (run.isRange) {
        run.warn(
          node,
          `PromQL warning: ${node.name} is ineffective for range queries since results are always ordered by labels`,
        );
      }
      const input = inner.at(run, timeMs);
      const result = new Vector();
      for (const i of order(input)) result.push(input.labels[i]!, input.valueAt(i));
      return result;
    },
  };
}

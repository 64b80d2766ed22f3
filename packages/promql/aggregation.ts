import type { AggregationNode } from "./ast.ts";
import { FOLDS } from "./folds.ts";
import type { Fold } from "./folds.ts";
import { formatSampleValue } from "./format-value.ts";
import { LabelMemo } from "./label-memo.ts";
import { Labels } from "./labels.ts";
import type { ScalarPlan, StringPlan, VectorPlan } from "./plan.ts";
import { quantile } from "./quantile.ts";
import type { Run } from "./run.ts";
import { Vector } from "./vector.ts";

/** The label set of a sample's group. */
function groupingOf(node: AggregationNode): LabelMemo {
  const names = new Set(node.grouping);
  if (!node.without) return new LabelMemo((labels) => labels.only(names));
  names.add("__name__");
  return new LabelMemo((labels) => labels.without(names));
}

export function compileAggregation(
  node: AggregationNode,
  inner: VectorPlan,
  parameter: ScalarPlan | StringPlan | undefined,
  memos: LabelMemo[],
): VectorPlan {
  const groups = groupingOf(node);
  memos.push(groups);
  switch (node.operator) {
    case "topk":
    case "bottomk":
    case "limitk":
      return ranked(node, inner, parameter as ScalarPlan, groups);
    case "quantile":
      return quantiles(node, inner, parameter as ScalarPlan, groups);
    case "count_values":
      return valueCounts(node, inner, parameter as StringPlan, groups);
    default:
      return folded(node, inner, groups);
  }
}

function folded(node: AggregationNode, inner: VectorPlan, groups: LabelMemo): VectorPlan {
  const fold = FOLDS.get(node.operator)!;
  const isOneGroup = !node.without && node.grouping.length === 0;
  return {
    type: "vector",
    at(run, timeMs) {
      const vector = inner.at(run, timeMs);
      const result = new Vector();
      if (vector.length === 0) return result;
      if (isOneGroup) {
        finish(result, Labels.empty, foldAll(fold(run, node), vector));
        return result;
      }
      const { labels, numberOf } = groups.groupsOf(vector.labels);
      const folds = labels.map(() => fold(run, node));
      for (let i = 0; i < vector.length; i++) add(folds[numberOf[i]!]!, vector, i);
      for (let number = 0; number < folds.length; number++) finish(result, labels[number]!, folds[number]!);
      return result;
    },
  };
}

function foldAll(fold: Fold, vector: Vector): Fold {
  for (let i = 0; i < vector.length; i++) add(fold, vector, i);
  return fold;
}

function add(fold: Fold, vector: Vector, index: number): void {
  const histogram = vector.histograms?.[index];
  if (histogram === undefined) fold.addNumber(vector.values[index]!);
  else fold.addHistogram(histogram);
}

function finish(result: Vector, labels: Labels, fold: Fold): void {
  const value = fold.result();
  if (value !== undefined) result.push(labels, value);
}

/** Indexes of the samples by group; histograms are left out where `numbersOnly`. */
function grouped(
  vector: Vector,
  groups: LabelMemo,
  { run, node, numbersOnly }: { run: Run; node: AggregationNode; numbersOnly: boolean },
): Map<Labels, number[]> {
  const members = new Map<Labels, number[]>();
  for (let i = 0; i < vector.length; i++) {
    if (numbersOnly && vector.histogramAt(i) !== undefined) {
      run.inform(node, `PromQL info: ignored histogram in ${node.operator} aggregation`);
      continue;
    }
    const labels = groups.of(vector.labels[i]!);
    const own = members.get(labels);
    if (own === undefined) members.set(labels, [i]);
    else own.push(i);
  }
  return members;
}

function ranked(
  node: AggregationNode,
  inner: VectorPlan,
  parameter: ScalarPlan,
  groups: LabelMemo,
): VectorPlan {
  const isLimit = node.operator === "limitk";
  const sign = node.operator === "topk" ? -1 : 1;
  return {
    type: "vector",
    at(run, timeMs) {
      const wanted = parameter.at(run, timeMs);
      const vector = inner.at(run, timeMs);
      const result = new Vector();
      if (Number.isNaN(wanted)) throw run.error(node, "Parameter value is NaN");
      if (wanted >= 2 ** 63) throw run.error(node, `Scalar value ${wanted} overflows int64`);
      const count = Math.trunc(wanted);
      if (count < 1) return result;
      const order = (a: number, b: number): number => byValue(vector.values[a]!, vector.values[b]!, sign);
      for (const members of grouped(vector, groups, { run, node, numbersOnly: !isLimit }).values()) {
        const kept = (isLimit ? members : members.sort(order)).slice(0, count);
        for (const i of kept) result.push(vector.labels[i]!, vector.valueAt(i));
      }
      return result;
    },
  };
}

/** NaN comes last either way. */
function byValue(a: number, b: number, sign: 1 | -1): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  if (Number.isNaN(b)) return -1;
  return a === b ? 0 : a < b ? -sign : sign;
}

function quantiles(
  node: AggregationNode,
  inner: VectorPlan,
  parameter: ScalarPlan,
  groups: LabelMemo,
): VectorPlan {
  return {
    type: "vector",
    at(run, timeMs) {
      const q = parameter.at(run, timeMs);
      const vector = inner.at(run, timeMs);
      const result = new Vector();
      if (!(q >= 0 && q <= 1)) {
        run.warn(node, `PromQL warning: quantile value should be between 0 and 1, got ${q}`);
      }
      for (const [labels, members] of grouped(vector, groups, { run, node, numbersOnly: true })) {
        result.pushNumber(
          labels,
          quantile(
            q,
            Float64Array.from(members, (i) => vector.values[i]!),
          ),
        );
      }
      return result;
    },
  };
}

function valueCounts(
  node: AggregationNode,
  inner: VectorPlan,
  parameter: StringPlan,
  groups: LabelMemo,
): VectorPlan {
  const isLeftOut = node.without && node.grouping.includes(parameter.value);
  return {
    type: "vector",
    at(run, timeMs) {
      const vector = inner.at(run, timeMs);
      const counts = new Map<string, { labels: Labels; count: number }>();
      for (let i = 0; i < vector.length; i++) {
        const value = formatSampleValue(vector.valueAt(i));
        const own = groups.of(vector.labels[i]!);
        const labels = isLeftOut ? own : own.with(parameter.value, value);
        const group = counts.get(labels.key);
        if (group === undefined) counts.set(labels.key, { labels, count: 1 });
        else group.count++;
      }
      const result = new Vector();
      for (const { labels, count } of counts.values()) result.pushNumber(labels, count);
      return result;
    },
  };
}

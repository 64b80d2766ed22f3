import type { CallNode } from "./ast.ts";
import type { Compiler } from "./compile.ts";
import { compileHistogramFraction, compileHistogramQuantile } from "./histogram-calls.ts";
import { histogramVariance } from "./histogram-functions.ts";
import type { FloatHistogram } from "./float-histogram.ts";
import { compileLabelJoin, compileLabelReplace } from "./label-functions.ts";
import { absent, absentOverTime } from "./absent.ts";
import { clampCall, dateCall, mapped, numberCall, roundCall } from "./number-calls.ts";
import { timestampCall } from "./timestamp.ts";
import { Labels } from "./labels.ts";
import { DATE_FUNCTIONS, MATH_FUNCTIONS } from "./math-functions.ts";
import { checkDistinct, dropNames, namesMayMatter } from "./names.ts";
import type { MatrixPlan, Plan, ScalarPlan, StringPlan, VectorPlan } from "./plan.ts";
import { KEEPS_NAME, RANGE_FUNCTIONS } from "./range-functions.ts";
import type { RangeCall } from "./range-call.ts";
import { compileSort, compileSortByLabel } from "./sorting.ts";
import { Vector } from "./vector.ts";

const HISTOGRAM_FUNCTIONS: ReadonlyMap<string, (histogram: FloatHistogram) => number> = new Map([
  ["histogram_avg", ({ sum, count }) => sum / count],
  ["histogram_count", ({ count }) => count],
  ["histogram_stddev", (histogram) => Math.sqrt(histogramVariance(histogram))],
  ["histogram_stdvar", histogramVariance],
  ["histogram_sum", ({ sum }) => sum],
]);

/** Plan of a call whose types were checked. Throws BadArgumentError for strings that can't be. */
export function compileCall(node: CallNode, compiler: Compiler): Plan {
  const plans = node.arguments.map(compiler.compile);
  const rangeFunction = RANGE_FUNCTIONS.get(node.name);
  if (rangeFunction !== undefined) return rangeCall(node, plans);
  const math = MATH_FUNCTIONS.get(node.name);
  if (math !== undefined) return numberCall(node, plans[0] as VectorPlan, math);
  const ofHistogram = HISTOGRAM_FUNCTIONS.get(node.name);
  if (ofHistogram !== undefined) return histogramCall(node, plans[0] as VectorPlan, ofHistogram);
  const ofDate = DATE_FUNCTIONS.get(node.name);
  if (ofDate !== undefined) return dateCall(node, plans[0] as VectorPlan | undefined, ofDate);
  return otherCall(node, plans, compiler);
}

function otherCall(node: CallNode, plans: Plan[], { memos, enclosing, conversions }: Compiler): Plan {
  const scalars = plans.filter((plan) => plan.type === "scalar");
  const vectors = plans.filter((plan) => plan.type === "vector");
  const strings = plans
    .filter((plan): plan is StringPlan => plan.type === "string")
    .map(({ value }) => value);
  const vector = vectors[0]!;
  switch (node.name) {
    case "absent":
      return absent(node.arguments[0]!, (run, timeMs) => vector.at(run, timeMs).length === 0);
    case "absent_over_time":
      return absentOverTime(node, plans[0] as MatrixPlan);
    case "clamp":
      return clampCall(node, vector, scalars[0]!, scalars[1]!);
    case "clamp_max":
      return clampCall(node, vector, fixed(-Infinity), scalars[0]!);
    case "clamp_min":
      return clampCall(node, vector, scalars[0]!, fixed(Infinity));
    case "histogram_fraction":
      return compileHistogramFraction(node, [scalars[0]!, scalars[1]!], vector, memos);
    case "histogram_quantile":
      return compileHistogramQuantile(node, scalars[0]!, vector, memos);
    case "label_join":
      return compileLabelJoin(node, vector, strings);
    case "label_replace":
      return compileLabelReplace(node, vector, strings);
    case "pi":
      return fixed(Math.PI);
    case "round":
      return roundCall(node, vector, scalars[0] ?? fixed(1));
    case "scalar":
      return scalarCall(vector);
    case "sort":
      return compileSort(node, vector, 1);
    case "sort_desc":
      return compileSort(node, vector, -1);
    case "sort_by_label":
      return compileSortByLabel(node, vector, strings, 1);
    case "sort_by_label_desc":
      return compileSortByLabel(node, vector, strings, -1);
    case "time":
      return { type: "scalar", at: (_, timeMs) => timeMs / 1000 };
    case "timestamp":
      return timestampCall(node, vector, enclosing, conversions);
    case "vector":
      return vectorCall(scalars[0]!);
    default:
      throw new Error(`no plan for the function "${node.name}"`);
  }
}

function fixed(value: number): ScalarPlan {
  return { type: "scalar", at: () => value };
}

function rangeCall(node: CallNode, plans: Plan[]): VectorPlan {
  const compute = RANGE_FUNCTIONS.get(node.name)!;
  const index = plans.findIndex(({ type }) => type === "matrix");
  const matrix = plans[index] as MatrixPlan;
  const parameters = plans.filter((plan) => plan.type === "scalar");
  const keepsName = KEEPS_NAME.has(node.name);
  const mayCollide = !keepsName && namesMayMatter(node.arguments[index]!);
  return {
    type: "vector",
    at(run, timeMs) {
      const scalars = parameters.map((plan) => plan.at(run, timeMs));
      const call: RangeCall = { run, node, rangeMs: matrix.rangeMs, scalars };
      const result = new Vector();
      matrix.each(run, timeMs, (window) => {
        const value = compute(window, call);
        if (value !== undefined) result.push(keepsName ? window.labels : window.labels.nameless, value);
      });
      if (mayCollide) checkDistinct(run, node, result);
      return result;
    },
  };
}

/** Histograms only; numbers are left out. */
function histogramCall(
  node: CallNode,
  inner: VectorPlan,
  compute: (histogram: FloatHistogram) => number,
): VectorPlan {
  const mayCollide = namesMayMatter(node.arguments[0]!);
  return {
    type: "vector",
    at(run, timeMs) {
      const input = inner.at(run, timeMs);
      const result = new Vector();
      for (let i = 0; i < input.length; i++) {
        const histogram = input.histogramAt(i);
        if (histogram !== undefined) result.pushNumber(input.labels[i]!, compute(histogram));
      }
      return dropNames(run, node, result, mayCollide);
    },
  };
}

function scalarCall(inner: VectorPlan): ScalarPlan {
  return {
    type: "scalar",
    at(run, timeMs) {
      const numbers = mapped(inner.at(run, timeMs), (value) => value);
      return numbers.length === 1 ? numbers.values[0]! : NaN;
    },
  };
}

function vectorCall(inner: ScalarPlan): VectorPlan {
  return {
    type: "vector",
    at(run, timeMs) {
      const result = new Vector();
      result.pushNumber(Labels.empty, inner.at(run, timeMs));
      return result;
    },
  };
}

import type { CallNode } from "./ast.ts";
import { classicFraction, classicQuantile } from "./classic-histogram.ts";
import type { ClassicBucket } from "./classic-histogram.ts";
import { histogramFraction, histogramQuantile } from "./histogram-functions.ts";
import type { FloatHistogram } from "./float-histogram.ts";
import { LabelMemo } from "./label-memo.ts";
import type { Labels } from "./labels.ts";
import { parseBound } from "./parse-bound.ts";
import { dropNames } from "./names.ts";
import type { ScalarPlan, VectorPlan } from "./plan.ts";
import type { Run } from "./run.ts";
import { Vector } from "./vector.ts";

const BUCKET_LABEL: ReadonlySet<string> = new Set(["le"]);

type Compute = {
  native: (histogram: FloatHistogram) => number;
  classic: (buckets: ClassicBucket[]) => number;
};

export function compileHistogramQuantile(
  node: CallNode,
  q: ScalarPlan,
  inner: VectorPlan,
  memos: LabelMemo[],
): VectorPlan {
  return ofHistograms(node, inner, memos, (run, timeMs) => {
    const wanted = q.at(run, timeMs);
    if (!(wanted >= 0 && wanted <= 1)) {
      run.warn(node, `PromQL warning: quantile value should be between 0 and 1, got ${wanted}`);
    }
    return {
      native: (histogram) => {
        informOfNan(run, node, histogram);
        return histogramQuantile(wanted, histogram);
      },
      classic: (buckets) => {
        const { value, forced } = classicQuantile(wanted, buckets);
        if (forced) {
          run.inform(node, "PromQL info: input to histogram_quantile needed to be fixed for monotonicity");
        }
        return value;
      },
    };
  });
}

export function compileHistogramFraction(
  node: CallNode,
  bounds: readonly [lower: ScalarPlan, upper: ScalarPlan],
  inner: VectorPlan,
  memos: LabelMemo[],
): VectorPlan {
  return ofHistograms(node, inner, memos, (run, timeMs) => {
    const lower = bounds[0].at(run, timeMs);
    const upper = bounds[1].at(run, timeMs);
    return {
      native: (histogram) => {
        informOfNan(run, node, histogram);
        return histogramFraction(lower, upper, histogram);
      },
      classic: (buckets) => classicFraction(lower, upper, buckets),
    };
  });
}

/** NaN is counted but lies in no bucket. */
function informOfNan(run: Run, node: CallNode, histogram: FloatHistogram): void {
  if (!Number.isNaN(histogram.sum)) return;
  const inBuckets = histogram.buckets().reduce((total, { count }) => total + count, 0);
  if (inBuckets >= histogram.count) return;
  run.inform(node, `PromQL info: input to ${node.name} has NaN observations, which are in no bucket`);
}

function ofHistograms(
  node: CallNode,
  inner: VectorPlan,
  memos: LabelMemo[],
  prepare: (run: Run, timeMs: number) => Compute,
): VectorPlan {
  const series = new LabelMemo((labels) => labels.without(BUCKET_LABEL));
  memos.push(series);
  return {
    type: "vector",
    at(run, timeMs) {
      const { native, classic } = prepare(run, timeMs);
      const { natives, classics } = sortedOut(run, node, inner.at(run, timeMs), series);
      const result = new Vector();
      for (const [labels, histogram] of natives) {
        if (!classics.delete(labels)) result.pushNumber(labels, native(histogram));
        else run.warn(node, "PromQL warning: vector contains a mix of classic and native histograms");
      }
      for (const [labels, buckets] of classics) result.pushNumber(labels, classic(buckets));
      return dropNames(run, node, result, true);
    },
  };
}

type SortedOut = { natives: [Labels, FloatHistogram][]; classics: Map<Labels, ClassicBucket[]> };

function sortedOut(run: Run, node: CallNode, vector: Vector, series: LabelMemo): SortedOut {
  const natives: [Labels, FloatHistogram][] = [];
  const classics = new Map<Labels, ClassicBucket[]>();
  for (let i = 0; i < vector.length; i++) {
    const labels = vector.labels[i]!;
    const histogram = vector.histogramAt(i);
    if (histogram !== undefined) {
      natives.push([labels.has("le") ? labels : series.of(labels), histogram]);
      continue;
    }
    const upper = parseBound(labels.get("le"));
    if (upper === undefined) {
      run.warn(
        node,
        `PromQL warning: bucket label "le" is missing or has a malformed value of "${labels.get("le")}"`,
      );
      continue;
    }
    const own = series.of(labels);
    const buckets = classics.get(own);
    const bucket = { upper, count: vector.values[i]! };
    if (buckets === undefined) classics.set(own, [bucket]);
    else buckets.push(bucket);
  }
  return { natives, classics };
}

import type { CallNode } from "./ast.ts";
import { BucketLayouts, bucketsOf, type SortedOut } from "./bucket-layout.ts";
import { classicFraction, classicQuantile } from "./classic-histogram.ts";
import type { ClassicBuckets } from "./classic-histogram.ts";
import { histogramFraction, histogramQuantile } from "./histogram-functions.ts";
import type { FloatHistogram } from "./float-histogram.ts";
import { LabelMemo } from "./label-memo.ts";
import type { Labels } from "./labels.ts";
import { Distinct } from "./names.ts";
import type { ScalarPlan, VectorPlan } from "./plan.ts";
import type { Run } from "./run.ts";
import { Vector } from "./vector.ts";

const BUCKET_LABEL: ReadonlySet<string> = new Set(["le"]);
const NONE: ReadonlySet<Labels> = new Set();

type Compute = {
  native: (histogram: FloatHistogram) => number;
  classic: (buckets: ClassicBuckets) => number;
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
  const layouts = new BucketLayouts(series);
  const distinct = new Distinct();
  return {
    type: "vector",
    at(run, timeMs) {
      const { native, classic } = prepare(run, timeMs);
      const vector = inner.at(run, timeMs);
      const { natives, classics, malformed } = layouts.of(vector);
      for (const bound of malformed)
        run.warn(node, `PromQL warning: bucket label "le" is missing or has a malformed value of "${bound}"`);
      const both = commonOf(natives, classics);
      if (both.size > 0)
        run.warn(node, "PromQL warning: vector contains a mix of classic and native histograms");
      const result = new Vector();
      for (const { labels, index } of natives)
        if (!both.has(labels)) result.pushNumber(labels.nameless, native(vector.histogramAt(index)!));
      for (const layout of classics)
        if (!both.has(layout.labels))
          result.pushNumber(layout.labels.nameless, classic(bucketsOf(layout, vector.values)));
      distinct.check(run, node, result);
      return result;
    },
  };
}

/** Those that are there as both, of which nothing comes. */
function commonOf(natives: SortedOut["natives"], classics: SortedOut["classics"]): ReadonlySet<Labels> {
  if (natives.length === 0 || classics.length === 0) return NONE;
  const own = new Set(natives.map(({ labels }) => labels));
  return new Set(classics.map(({ labels }) => labels).filter((labels) => own.has(labels)));
}

import type { ClassicBuckets } from "./classic-histogram.ts";
import { isSame, type LabelMemo } from "./label-memo.ts";
import type { Labels } from "./labels.ts";
import { parseBound } from "./parse-bound.ts";
import type { Vector } from "./vector.ts";

/** Where a vector has the buckets of one classic histogram. */
type Layout = {
  labels: Labels;
  uppers: readonly number[];
  /** Indexes of its samples by rising end of bucket, and the bucket of each. */
  samples: readonly number[];
  buckets: readonly number[];
  /** Room for the counts of the buckets: an array of its own at each step would cost more than all else here. */
  counts: Float64Array;
};

/** What a vector has of histograms of both kinds. */
export type SortedOut = {
  natives: readonly { labels: Labels; index: number }[];
  classics: readonly Layout[];
  /** Bounds of samples that are no number. */
  malformed: readonly string[];
};

/** Sorts vectors out; one whose label sets are those of the vector before is sorted alike. */
export class BucketLayouts {
  readonly #series: LabelMemo;
  #known: { labels: readonly Labels[]; sortedOut: SortedOut } | undefined;

  /** `series`: label sets without that of the bucket. */
  constructor(series: LabelMemo) {
    this.#series = series;
  }

  of(vector: Vector): SortedOut {
    // Where both kinds may be, it would be to compare which each is.
    if (vector.histograms !== undefined) return this.#sortedOut(vector);
    if (this.#known === undefined || !isSame(this.#known.labels, vector.labels))
      this.#known = { labels: [...vector.labels], sortedOut: this.#sortedOut(vector) };
    return this.#known.sortedOut;
  }

  #sortedOut(vector: Vector): SortedOut {
    const natives: { labels: Labels; index: number }[] = [];
    const classics = new Map<Labels, { upper: number; index: number }[]>();
    const malformed: string[] = [];
    vector.labels.forEach((labels, index) => {
      if (vector.histogramAt(index) !== undefined) {
        natives.push({ labels: labels.has("le") ? labels : this.#series.of(labels), index });
        return;
      }
      const upper = parseBound(labels.get("le"));
      if (upper === undefined) {
        malformed.push(labels.get("le"));
        return;
      }
      const own = this.#series.of(labels);
      const buckets = classics.get(own);
      if (buckets === undefined) classics.set(own, [{ upper, index }]);
      else buckets.push({ upper, index });
    });
    return { natives, classics: [...classics].map(([labels, found]) => laidOut(labels, found)), malformed };
  }
}

/** Good until the next call for the layout. Counts of those with the same end are added up. */
export function bucketsOf(
  { uppers, samples, buckets, counts }: Layout,
  values: readonly number[],
): ClassicBuckets {
  counts.fill(0);
  for (let at = 0; at < samples.length; at++) counts[buckets[at]!]! += values[samples[at]!]!;
  return { uppers, counts };
}

function laidOut(labels: Labels, found: { upper: number; index: number }[]): Layout {
  const sorted = found.toSorted((a, b) => (a.upper < b.upper ? -1 : a.upper > b.upper ? 1 : 0));
  const uppers: number[] = [];
  const buckets = sorted.map(({ upper }) => {
    if (uppers.at(-1) !== upper) uppers.push(upper);
    return uppers.length - 1;
  });
  const samples = sorted.map(({ index }) => index);
  return { labels, uppers, samples, buckets, counts: new Float64Array(uppers.length) };
}

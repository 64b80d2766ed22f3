import { ExponentialHistogram } from "@mystocks/histogram";
import { FloatHistogram, type Labels, type Series } from "@mystocks/promql";
import { BUCKET_LABELS, countsUpTo } from "../bucket-bounds.ts";
import { FloatTrack } from "../float-track.ts";
import type { Line } from "./line.ts";

/** Counts of several histograms: arrays outside the heap are slow to get, and more so those that are pages of their own. */
const BLOCK = 8192;

/** What a source of sketches is asked for. */
export interface SketchWants {
  histogram: boolean;
  buckets: boolean;
}

/** Cumulative histograms of one series at the ends of minutes, and its classic buckets: those of a moving while. */
export class SketchSource {
  readonly lines: readonly Line[];
  readonly #buckets: readonly FloatTrack[];
  readonly #hint: "not-reset" | "unknown";
  readonly #forgetsAtEnd: boolean;
  readonly #wants: SketchWants;
  /** Without a histogram: the series ends there. */
  #histograms: { timeMs: number; histogram: FloatHistogram | undefined }[] = [];
  #total = new ExponentialHistogram();
  /** Of the total as it is; undefined since it changed. */
  #newest: FloatHistogram | undefined;
  #series: Series | undefined;
  /** Where the next histograms' counts go. */
  #spare: Float64Array<ArrayBuffer> = new Float64Array(0);

  /** `isRunning`: the total never falls until it ends and is forgotten, so nobody has to look for resets. */
  constructor(labels: Labels, wants: SketchWants, { isRunning }: { isRunning: boolean }) {
    this.#wants = wants;
    this.#hint = isRunning ? "not-reset" : "unknown";
    this.#forgetsAtEnd = isRunning;
    const bucket = labels.with("__name__", `${labels.metricName}_bucket`);
    this.#buckets = wants.buckets ? BUCKET_LABELS.map(() => new FloatTrack()) : [];
    this.lines = [
      ...(wants.histogram ? [{ labels, series: () => (this.#series ??= this.#view(labels)) }] : []),
      ...this.#buckets.map((track, at) => {
        const own = bucket.with("le", BUCKET_LABELS[at]!);
        return { labels: own, series: () => ({ ...viewOf(own, track), forgetsAtEnd: isRunning }) };
      }),
    ];
  }

  /** What a part of a minute adds. */
  merge(sketch: Uint8Array): void {
    this.#total.mergeEncoded(sketch);
    this.#newest = undefined;
  }

  /** Everything up to now. */
  replace(sketch: Uint8Array): void {
    this.#total = ExponentialHistogram.decode(sketch);
    this.#newest = undefined;
  }

  /** The end of a minute. */
  append(timeMs: number): void {
    if (this.#wants.histogram) {
      this.#newest ??= FloatHistogram.fromExponential(this.#total, this.#hint, this.#room());
      this.#histograms.push({ timeMs, histogram: this.#newest });
      this.#series = undefined;
    }
    if (this.#buckets.length === 0) return;
    const counts = countsUpTo(this.#total);
    this.#buckets.forEach((track, at) => track.append(timeMs, counts[at]!));
  }

  /** The end of a minute at which the series has ended: it begins anew. */
  end(timeMs: number): void {
    this.#total = new ExponentialHistogram();
    this.#newest = undefined;
    for (const track of this.#buckets) track.appendStale(timeMs);
    if (this.#wants.histogram) this.#histograms.push({ timeMs, histogram: undefined });
    this.#series = undefined;
  }

  /** Keeps those from the time on, and before `thinnedBeforeMs` only one in so many minutes. */
  drop(fromMs: number, thinnedBeforeMs: number, thinnedStepMs: number): void {
    for (const track of this.#buckets) track.dropBefore(fromMs);
    this.#histograms = this.#histograms.filter(
      ({ timeMs, histogram }) =>
        timeMs >= fromMs &&
        // Without its end it would go on with what was before.
        (histogram === undefined || timeMs >= thinnedBeforeMs || timeMs % thinnedStepMs === 0),
    );
    this.#series = undefined;
  }

  #room(): Float64Array<ArrayBuffer> {
    const { length } = this.#total.bucketRange;
    if (this.#spare.length < length) this.#spare = new Float64Array(Math.max(BLOCK, length));
    const room = this.#spare.subarray(0, length);
    this.#spare = this.#spare.subarray(length);
    return room;
  }

  #view(labels: Labels): Series {
    const { length } = this.#histograms;
    const times = new Float64Array(length);
    const stale = new Uint8Array(length);
    this.#histograms.forEach(({ timeMs, histogram }, at) => {
      times[at] = timeMs;
      stale[at] = histogram === undefined ? 1 : 0;
    });
    const histograms = this.#histograms.map(({ histogram }) => histogram);
    // Where there is a histogram the value is not read.
    return { labels, length, times, values: times, stale, histograms, forgetsAtEnd: this.#forgetsAtEnd };
  }
}

function viewOf(labels: Labels, { length, times, values, stale }: FloatTrack): Series {
  return { labels, length, times, values, ...(stale !== undefined && { stale }) };
}

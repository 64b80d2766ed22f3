import { ExponentialHistogram } from "@mystocks/histogram";
import type { Labels } from "@mystocks/promql";
import { BUCKET_LABELS, countsUpTo } from "./bucket-bounds.ts";
import { TieredFloats } from "./tiered-floats.ts";
import { TieredHistograms } from "./tiered-histograms.ts";

/**
 * A histogram and what Prometheus makes of it: `name`, `name_count`, `name_sum`, and `name_bucket` for those who
 * read it. All are cumulative; times are in milliseconds, values in seconds.
 */
export class DurationSeries {
  readonly histogram: TieredHistograms;
  readonly count: TieredFloats;
  readonly sum: TieredFloats;
  readonly #labels: Labels;
  #buckets: TieredFloats[] | undefined;

  constructor(labels: Labels) {
    this.#labels = labels;
    const name = labels.metricName;
    this.histogram = new TieredHistograms(labels);
    this.count = new TieredFloats(labels.with("__name__", `${name}_count`));
    this.sum = new TieredFloats(labels.with("__name__", `${name}_sum`));
  }

  get lastTimeMs(): number | undefined {
    return this.count.lastTimeMs;
  }

  /** The classic buckets; the first call makes them, as far back as the fine histograms reach. */
  buckets(): readonly TieredFloats[] {
    if (this.#buckets !== undefined) return this.#buckets;
    const base = this.#labels.with("__name__", `${this.#labels.metricName}_bucket`);
    this.#buckets = BUCKET_LABELS.map((le) => new TieredFloats(base.with("le", le)));
    const { times, histograms } = this.histogram.fine();
    histograms.forEach((histogram, at) => this.#appendBuckets(times[at]!, countsUpTo(histogram)));
    return this.#buckets;
  }

  /** What came in one second, added to what was; late ones change the seconds since. */
  add(timeMs: number, delta: ExponentialHistogram, count: number, sum: number): void {
    const lastMs = this.lastTimeMs;
    if (lastMs !== undefined && timeMs <= lastMs) return this.#addLate(timeMs, delta, count, sum);
    if (lastMs === undefined) this.set(timeMs - 1000, new ExponentialHistogram(), 0, 0);
    this.carryForward(timeMs - 1000);
    const histogram = this.histogram.last!.clone().merge(delta);
    this.set(timeMs, histogram, this.count.lastValue! + count, this.sum.lastValue! + sum);
  }

  /** The cumulative state at a time after the last one. */
  set(timeMs: number, histogram: ExponentialHistogram, count: number, sum: number): void {
    this.histogram.append(timeMs, histogram);
    this.count.append(timeMs, count);
    this.sum.append(timeMs, sum);
    if (this.#buckets !== undefined) this.#appendBuckets(timeMs, countsUpTo(histogram));
  }

  /** What had come up to the end of a step, for the coarse tiers; rising, before anything else is added. */
  refill(endMs: number, total: ExponentialHistogram): void {
    this.histogram.refill(endMs, total);
    if (this.#buckets === undefined) return;
    const counts = countsUpTo(total);
    this.#buckets.forEach((bucket, at) => bucket.refillAt(endMs, counts[at]!));
  }

  /** The same state in every second up to then: nothing came. */
  carryForward(untilMs: number): void {
    this.histogram.carryForward(untilMs);
    this.#floats().forEach((series) => series.carryForward(untilMs));
  }

  get keptMs(): number {
    return Math.max(this.histogram.keptMs, ...this.#floats().map((series) => series.keptMs));
  }

  retain(ageMs: number): void {
    this.histogram.retain(ageMs);
    this.#floats().forEach((series) => series.retain(ageMs));
  }

  drop(nowMs: number): void {
    this.histogram.drop(nowMs);
    this.#floats().forEach((series) => series.drop(nowMs));
  }

  #floats(): TieredFloats[] {
    return [this.count, this.sum, ...(this.#buckets ?? [])];
  }

  #addLate(timeMs: number, delta: ExponentialHistogram, count: number, sum: number): void {
    this.histogram.addFrom(timeMs, delta);
    this.count.addFrom(timeMs, count);
    this.sum.addFrom(timeMs, sum);
    if (this.#buckets === undefined) return;
    const counts = countsUpTo(delta);
    this.#buckets.forEach((bucket, at) => bucket.addFrom(timeMs, counts[at]!));
  }

  #appendBuckets(timeMs: number, counts: readonly number[]): void {
    this.#buckets!.forEach((bucket, at) => bucket.append(timeMs, counts[at]!));
  }
}

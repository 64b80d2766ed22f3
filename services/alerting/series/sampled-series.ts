import type { SeriesSample } from "@mystocks/events";
import { ExponentialHistogram } from "@mystocks/histogram";
import type { Labels } from "@mystocks/promql";
import { DurationSeries } from "./duration-series.ts";
import { TieredFloats } from "./tiered-floats.ts";

/** Of a series that has come once only, whose pace is not known yet: the SDKs' own default. */
export const USUAL_INTERVAL_MS = 60_000;
export const MISSED_INTERVALS = 2;

/** A series that a service sends at its own pace. It ends when two of its samples did not come. */
export class SampledSeries {
  readonly series: TieredFloats | DurationSeries;
  readonly type: SeriesSample["type"];
  #intervalMs = USUAL_INTERVAL_MS;
  #lastMs: number | undefined;
  #isStale = false;

  constructor(labels: Labels, type: SeriesSample["type"]) {
    this.series = type === "histogram" ? new DurationSeries(labels) : new TieredFloats(labels);
    this.type = type;
  }

  get lastMs(): number | undefined {
    return this.#lastMs;
  }

  /** Of a series of single values. */
  get lastValue(): number | undefined {
    return this.series instanceof TieredFloats ? this.series.lastValue : undefined;
  }

  /** isNew: the service has only just started it, so what it counted before is 0. */
  add(timeMs: number, sample: SeriesSample, isNew: boolean): void {
    if (this.#lastMs !== undefined && timeMs < this.#lastMs) return;
    if (this.#lastMs === undefined && isNew && this.type !== "gauge")
      this.#set(timeMs - 1000, 0, 0, undefined);
    if (this.#lastMs !== undefined && timeMs > this.#lastMs && !this.#isStale)
      this.#intervalMs = timeMs - this.#lastMs;
    this.#set(timeMs, sample.value, sample.sum ?? 0, sample.sketch);
    this.#lastMs = timeMs;
    this.#isStale = false;
  }

  /** Goes on after a sample that was taken then, and is not here. */
  resume(lastMs: number): void {
    this.#lastMs = lastMs;
  }

  /** Ends the series when its samples stay away. */
  expire(nowMs: number): void {
    if (this.#lastMs === undefined || this.#isStale) return;
    const dueMs = this.#lastMs + MISSED_INTERVALS * this.#intervalMs + 1000;
    if (nowMs < dueMs) return;
    this.#isStale = true;
    const { series } = this;
    if (series instanceof TieredFloats) series.appendStale(dueMs);
    else for (const floats of [series.count, series.sum, ...series.buckets()]) floats.appendStale(dueMs);
  }

  #set(timeMs: number, value: number, sum: number, sketch: string | undefined): void {
    const { series } = this;
    if (series instanceof TieredFloats) series.append(timeMs, value);
    else series.set(timeMs, sketch === undefined ? new ExponentialHistogram() : decoded(sketch), value, sum);
  }
}

const decoded = (sketch: string) => ExponentialHistogram.decode(Buffer.from(sketch, "base64"));

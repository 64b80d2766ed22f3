import type { HistogramSample, Labels, Series } from "@mystocks/promql";
import { RecordedHistograms } from "./recorded-histograms.ts";
import { TieredFloats } from "./tiered-floats.ts";

/** A series that is written here: what rules record, the state of alerts, trading hours. Floats or histograms. */
export class RecordedSeries {
  readonly labels: Labels;
  #floats: TieredFloats;
  readonly #histograms = new RecordedHistograms();

  constructor(labels: Labels) {
    this.labels = labels;
    this.#floats = new TieredFloats(labels);
  }

  get lastTimeMs(): number | undefined {
    const [floats, histograms] = [this.#floats.lastTimeMs, this.#histograms.lastTimeMs];
    return floats === undefined || (histograms ?? -Infinity) > floats ? histograms : floats;
  }

  get keptMs(): number {
    return this.#floats.keptMs;
  }

  append(timeMs: number, sample: number | HistogramSample): void {
    if (typeof sample === "number") this.#floats.append(timeMs, sample);
    else this.#histograms.append(timeMs, sample);
  }

  markStale(timeMs: number): void {
    if (this.#histograms.isEmpty) this.#floats.appendStale(timeMs);
    else this.#histograms.append(timeMs, undefined);
  }

  /** Puts floats that would have been recorded in front of what was. */
  precede(past: Series): void {
    if ((past.histograms?.length ?? 0) > 0) return;
    this.#floats = this.#floats.after(past);
  }

  retain(ageMs: number): void {
    this.#floats.retain(ageMs);
    this.#histograms.retain(ageMs);
  }

  drop(nowMs: number): void {
    this.#floats.drop(nowMs);
    this.#histograms.drop(nowMs);
  }

  view(fromMs: number, nowMs: number): Series {
    if (this.#histograms.isEmpty) return this.#floats.view(fromMs, nowMs);
    return this.#histograms.view(this.labels, fromMs, nowMs);
  }
}

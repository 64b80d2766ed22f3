import type { HistogramSample, Labels, Series } from "@mystocks/promql";
import { TieredFloats } from "./tiered-floats.ts";
import { FINE } from "./tiers.ts";

/** A series that rules write: what they record, and the state of alerts. */
export class RecordedSeries {
  readonly labels: Labels;
  readonly #floats: TieredFloats;
  #histograms: { timeMs: number; histogram: HistogramSample }[] = [];

  constructor(labels: Labels) {
    this.labels = labels;
    this.#floats = new TieredFloats(labels);
  }

  get lastTimeMs(): number | undefined {
    return this.#histograms.at(-1)?.timeMs ?? this.#floats.lastTimeMs;
  }

  get keptMs(): number {
    return this.#floats.keptMs;
  }

  append(timeMs: number, sample: number | HistogramSample): void {
    if (typeof sample === "number") this.#floats.append(timeMs, sample);
    else this.#histograms.push({ timeMs, histogram: sample });
  }

  markStale(timeMs: number): void {
    if (this.#histograms.length === 0) this.#floats.appendStale(timeMs);
    else this.#histograms = [];
  }

  retain(ageMs: number): void {
    this.#floats.retain(ageMs);
  }

  drop(nowMs: number): void {
    this.#floats.drop(nowMs);
    this.#histograms = this.#histograms.filter(({ timeMs }) => timeMs >= nowMs - FINE.keptMs);
  }

  view(fromMs: number, nowMs: number): Series {
    if (this.#histograms.length === 0) return this.#floats.view(fromMs, nowMs);
    const { length } = this.#histograms;
    return {
      labels: this.labels,
      length,
      times: Float64Array.from(this.#histograms, ({ timeMs }) => timeMs),
      values: new Float64Array(length).fill(NaN),
      histograms: this.#histograms.map(({ histogram }) => histogram),
    };
  }
}

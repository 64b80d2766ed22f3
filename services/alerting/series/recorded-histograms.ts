import type { HistogramSample, Labels, Series } from "@mystocks/promql";
import { COARSE, FINE } from "./tiers.ts";

interface Kept {
  timeMs: number;
  /** undefined: the series ends here. */
  histogram: HistogramSample | undefined;
}

/**
 * The steps of each tier are alike, so that an average over time weighs all of it alike. A histogram is some kilobytes:
 * each second of a quarter of an hour would be megabytes a series.
 */
const TIERS = [{ stepMs: 1000, keptMs: 60_000 }, { stepMs: 10_000, keptMs: FINE.keptMs }, ...COARSE];

/** Histograms that a rule records, by rising time: the newest of each step of a few tiers. */
export class RecordedHistograms {
  /** Those further back only when they are read. */
  readonly #tiers: Kept[][] = [[], []];

  get lastTimeMs(): number | undefined {
    return this.#tiers[0]!.at(-1)?.timeMs ?? this.#tiers.at(-1)!.at(-1)?.timeMs;
  }

  get isEmpty(): boolean {
    return this.#tiers.every((kept) => kept.length === 0);
  }

  retain(ageMs: number): void {
    while (this.#tiers.length < TIERS.length && TIERS[this.#tiers.length - 1]!.keptMs < ageMs)
      this.#tiers.push([]);
  }

  /** undefined: the series ends. */
  append(timeMs: number, histogram: HistogramSample | undefined): void {
    this.#tiers.forEach((kept, tier) => {
      const { stepMs } = TIERS[tier]!;
      const last = kept.at(-1);
      if (last !== undefined && Math.floor(last.timeMs / stepMs) === Math.floor(timeMs / stepMs)) kept.pop();
      kept.push({ timeMs, histogram });
    });
  }

  drop(nowMs: number): void {
    this.#tiers.forEach((kept, tier) => {
      const fromMs = nowMs - TIERS[tier]!.keptMs;
      const first = kept.findIndex(({ timeMs }) => timeMs >= fromMs);
      kept.splice(0, first === -1 ? kept.length : first);
    });
  }

  /** Of the finest tier that reaches back so far. */
  view(labels: Labels, fromMs: number, nowMs: number): Series {
    const ageMs = nowMs - fromMs;
    const reaching = this.#tiers.findIndex((_, tier) => ageMs <= TIERS[tier]!.keptMs);
    const kept = this.#tiers.at(reaching)!;
    const times = Float64Array.from(kept, ({ timeMs }) => timeMs);
    return {
      labels,
      length: kept.length,
      times,
      // Where there is a histogram the value is not read.
      values: times,
      stale: Uint8Array.from(kept, ({ histogram }) => (histogram === undefined ? 1 : 0)),
      histograms: kept.map(({ histogram }) => histogram),
    };
  }
}

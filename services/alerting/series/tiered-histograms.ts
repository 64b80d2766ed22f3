import type { ExponentialHistogram } from "@mystocks/histogram";
import type { Labels, Series } from "@mystocks/promql";
import { HistogramTrack } from "./histogram-track.ts";
import { COARSE, FINE, keptMs, stepEnds, tierFor } from "./tiers.ts";

/** One series of cumulative histograms: seconds for a minute, 10 seconds for 15 minutes, and coarser for longer. */
export class TieredHistograms {
  readonly labels: Labels;
  readonly #fine = new HistogramTrack();
  readonly #coarse: (HistogramTrack | undefined)[] = COARSE.map(() => undefined);

  constructor(labels: Labels) {
    this.labels = labels;
  }

  get last(): ExponentialHistogram | undefined {
    return this.#fine.last;
  }

  get lastTimeMs(): number | undefined {
    return this.#fine.lastTimeMs;
  }

  /** How long samples are kept. */
  get keptMs(): number {
    return keptMs(this.#coarse);
  }

  retain(ageMs: number): void {
    for (let tier = 0; tier <= tierFor(ageMs); tier++)
      this.#coarse[tier] ??= new HistogramTrack({ fineMs: 0, thinnedStepMs: COARSE[tier]!.stepMs });
  }

  /** What was at the end of a step, for the coarse tiers that have it; rising, before the first `append`. */
  refill(endMs: number, histogram: ExponentialHistogram): void {
    this.#coarse.forEach((track, tier) => {
      if (endMs % COARSE[tier]!.stepMs === 0) track?.append(endMs - FINE.stepMs, histogram.clone());
    });
  }

  /** Whether more is kept than the fine tier. */
  get isCoarse(): boolean {
    return this.#coarse[0] !== undefined;
  }

  append(timeMs: number, histogram: ExponentialHistogram): void {
    this.#keepCoarse(timeMs);
    this.#fine.append(timeMs, histogram);
  }

  addFrom(timeMs: number, delta: ExponentialHistogram): void {
    this.#fine.addFrom(timeMs, delta);
  }

  carryForward(untilMs: number): void {
    const lastMs = this.#fine.lastTimeMs ?? Infinity;
    if (lastMs >= untilMs) return;
    if (this.isCoarse)
      for (const endMs of stepEnds(lastMs, untilMs)) {
        this.#fine.carryForward(endMs - FINE.stepMs, FINE.stepMs);
        this.#keepCoarse(endMs);
      }
    this.#fine.carryForward(untilMs, FINE.stepMs);
  }

  drop(nowMs: number): void {
    this.#fine.dropBefore(nowMs - FINE.keptMs);
    this.#coarse.forEach((track, tier) => track?.dropBefore(nowMs - COARSE[tier]!.keptMs));
  }

  view(fromMs: number, nowMs: number): Series {
    const coarse = this.#coarse[tierFor(nowMs - fromMs)];
    const { times, histograms } = (coarse ?? this.#fine).since(fromMs);
    if (coarse === undefined || this.#fine.last === undefined)
      return seriesOf(this.labels, times, histograms);
    return seriesOf(this.labels, Float64Array.of(...times, this.#fine.lastTimeMs!), [
      ...histograms,
      this.#fine.last,
    ]);
  }

  /** Time and histogram of everything in the fine tier. */
  fine(): { times: Float64Array; histograms: ExponentialHistogram[] } {
    return this.#fine.since(-Infinity);
  }

  #keepCoarse(nextMs: number): void {
    const { lastTimeMs, last } = this.#fine;
    if (lastTimeMs === undefined || last === undefined) return;
    this.#coarse.forEach((track, tier) => {
      const { stepMs } = COARSE[tier]!;
      if (Math.floor(lastTimeMs / stepMs) !== Math.floor(nextMs / stepMs)) track?.append(lastTimeMs, last);
    });
  }
}

function seriesOf(labels: Labels, times: Float64Array, histograms: ExponentialHistogram[]): Series {
  const values = new Float64Array(times.length).fill(NaN);
  return { labels, length: times.length, times, values, histograms };
}

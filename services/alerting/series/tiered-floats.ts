import type { Labels, Series } from "@mystocks/promql";
import { FloatTrack } from "./float-track.ts";
import { COARSE, FINE, keptMs, stepEnds, tierFor } from "./tiers.ts";

/** One series of floats: as it came for 15 minutes, and the last value of each minute and 5 minutes for longer. */
export class TieredFloats {
  readonly labels: Labels;
  readonly #fine = new FloatTrack();
  readonly #coarse: (FloatTrack | undefined)[] = COARSE.map(() => undefined);

  constructor(labels: Labels) {
    this.labels = labels;
  }

  get lastTimeMs(): number | undefined {
    return this.#fine.lastTimeMs;
  }

  get lastValue(): number | undefined {
    return this.#fine.lastValue;
  }

  get isStale(): boolean {
    return this.#fine.isStale;
  }

  /** How long samples are kept. */
  get keptMs(): number {
    return keptMs(this.#coarse);
  }

  /** Keeps the coarse tiers that reach so far back. */
  retain(ageMs: number): void {
    for (let tier = 0; tier <= tierFor(ageMs); tier++) this.#coarse[tier] ??= new FloatTrack();
  }

  /** Fills the coarse tiers with what was at the end of a step; rising, before the first `append`. */
  refillAt(endMs: number, value: number, isStale = false): void {
    this.#coarse.forEach((track, tier) => {
      if (track === undefined || endMs % COARSE[tier]!.stepMs !== 0) return;
      // The sample of a step is the one of its last second.
      if (isStale) track.appendStale(endMs - FINE.stepMs);
      else track.append(endMs - FINE.stepMs, value);
    });
  }

  append(timeMs: number, value: number): void {
    if (this.#fine.lastTimeMs === undefined) this.#keepFirst(timeMs, value);
    else this.#keepCoarse(timeMs);
    this.#fine.append(timeMs, value);
  }

  appendStale(timeMs: number): void {
    this.#keepCoarse(timeMs);
    this.#fine.appendStale(timeMs);
  }

  addFrom(timeMs: number, delta: number): void {
    this.#fine.addFrom(timeMs, delta);
  }

  carryForward(untilMs: number): void {
    const lastMs = this.#fine.lastTimeMs;
    if (lastMs === undefined || lastMs >= untilMs) return;
    if (this.#coarse[0] !== undefined)
      for (const endMs of stepEnds(lastMs, untilMs)) {
        this.#fine.carryForward(endMs - FINE.stepMs, FINE.stepMs);
        this.#keepCoarse(endMs);
      }
    this.#fine.carryForward(untilMs, FINE.stepMs);
  }

  /** The same series with a past: its samples up to the first one here, by the last of each step. */
  after(past: Series): TieredFloats {
    const joined = new TieredFloats(this.labels);
    this.#coarse.forEach((track, tier) => track && joined.retain(COARSE[tier]!.keptMs));
    const firstMs = this.#fine.firstTimeMs ?? Infinity;
    for (let at = 0; at < past.length && past.times[at]! < firstMs; at++) joined.#put(past, at);
    const fine = this.#fine.seriesOf(this.labels);
    for (let at = 0; at < fine.length; at++) joined.#put(fine, at);
    return joined;
  }

  #put({ times, values, stale }: Series, at: number): void {
    if (stale?.[at] === 1) this.appendStale(times[at]!);
    else this.append(times[at]!, values[at]!);
  }

  drop(nowMs: number): void {
    this.#fine.dropBefore(nowMs - FINE.keptMs);
    this.#coarse.forEach((track, tier) => track?.dropBefore(nowMs - COARSE[tier]!.keptMs));
  }

  /** With at least the samples in [fromMs, nowMs] of the finest tier that reaches back to `fromMs`. */
  view(fromMs: number, nowMs: number): Series {
    const coarse = this.#coarse[tierFor(nowMs - fromMs)];
    return coarse === undefined ? this.#fine.seriesOf(this.labels) : this.#withNewest(coarse);
  }

  /** A coarse tier ends where its last whole step does: the newest value is still in the fine one. */
  #withNewest(coarse: FloatTrack): Series {
    const newestMs = this.#fine.lastTimeMs;
    if (newestMs === undefined || newestMs <= (coarse.lastTimeMs ?? -Infinity))
      return coarse.seriesOf(this.labels);
    const length = coarse.length + 1;
    const [times, values] = [new Float64Array(length), new Float64Array(length)];
    times.set(coarse.times);
    values.set(coarse.values);
    times[length - 1] = newestMs;
    values[length - 1] = this.#fine.lastValue!;
    if (coarse.stale === undefined && !this.#fine.isStale)
      return { labels: this.labels, length, times, values };
    const stale = new Uint8Array(length);
    if (coarse.stale !== undefined) stale.set(coarse.stale);
    stale[length - 1] = this.#fine.isStale ? 1 : 0;
    return { labels: this.labels, length, times, values, stale };
  }

  /** The zero that a counter began with, say: what it counted in its first step is an increase over long ranges too. */
  #keepFirst(timeMs: number, value: number): void {
    for (const track of this.#coarse) if (track?.length === 0) track.append(timeMs, value);
  }

  #keepCoarse(nextMs: number): void {
    const lastMs = this.#fine.lastTimeMs;
    if (lastMs === undefined) return;
    this.#coarse.forEach((track, tier) => {
      const { stepMs } = COARSE[tier]!;
      if (track === undefined || Math.floor(lastMs / stepMs) === Math.floor(nextMs / stepMs)) return;
      if (this.#fine.isStale) track.appendStale(lastMs);
      else track.append(lastMs, this.#fine.lastValue!);
    });
  }
}

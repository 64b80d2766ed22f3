import type { ListedSeries, SampleHistory } from "@mystocks/store";
import { MISSED_INTERVALS, USUAL_INTERVAL_MS } from "../sampled-series.ts";
import type { MinuteGrid, Presence } from "./minute-grid.ts";

/** One series of a service: its newest sample of each minute. */
export class SampleMinutes {
  readonly #grid: MinuteGrid;
  readonly #isNewCounter: boolean;
  /** NaN where there is none. */
  readonly #firstMs: Float64Array;
  readonly #lastMs: Float64Array;
  readonly #samples: Uint32Array;
  readonly #values: Float64Array;
  readonly #sums: Float64Array;

  constructor({ type, firstSeenMs }: ListedSeries, history: SampleHistory, grid: MinuteGrid) {
    this.#grid = grid;
    this.#isNewCounter = type !== "gauge" && firstSeenMs >= grid.fromMs;
    this.#firstMs = new Float64Array(grid.minutes).fill(NaN);
    this.#lastMs = new Float64Array(grid.minutes).fill(NaN);
    this.#samples = new Uint32Array(grid.minutes);
    this.#values = new Float64Array(grid.minutes);
    this.#sums = new Float64Array(grid.minutes);
    for (const row of history.rows()) this.#add(row);
  }

  /** Of its newest sample; -Infinity when there is none. */
  get lastMs(): number {
    return this.#lastMs.reduce((newest, lastMs) => (lastMs > newest ? lastMs : newest), -Infinity);
  }

  /** Values and sums at the ends of minutes, and where they are; undefined when there is no sample. */
  carried(): { values: Float64Array; sums: Float64Array; presence: Presence } | undefined {
    const { minutes, times } = this.#grid;
    const first = this.#samples.findIndex((samples) => samples > 0);
    if (first === -1) return undefined;
    const [values, sums] = [new Float64Array(minutes + 1), new Float64Array(minutes + 1)];
    const stale = new Uint8Array(minutes + 1);
    let endMs = Infinity;
    for (let at = first; at < minutes; at++) {
      const isHere = this.#samples[at]! > 0;
      values[at + 1] = isHere ? this.#values[at]! : values[at]!;
      sums[at + 1] = isHere ? this.#sums[at]! : sums[at]!;
      if (isHere) endMs = this.#lastMs[at]! + MISSED_INTERVALS * this.#intervalMs(at) + 1000;
      stale[at + 1] = times[at + 1]! < endMs ? 0 : 1;
    }
    // A counter that was new counted nothing before its first sample.
    const begun = this.#isNewCounter ? first : first + 1;
    return { values, sums, presence: { first: begun, times, stale: endsAnywhere(stale) } };
  }

  #add(row: { firstMs: number; lastMs: number; samples: number; value: number; sum: number }): void {
    const minute = this.#grid.minuteOf(row.lastMs);
    this.#samples[minute]! += row.samples;
    if (!(this.#firstMs[minute]! <= row.firstMs)) this.#firstMs[minute] = row.firstMs;
    if (this.#lastMs[minute]! >= row.lastMs) return;
    this.#lastMs[minute] = row.lastMs;
    this.#values[minute] = row.value;
    this.#sums[minute] = row.sum;
  }

  /** The pace at which its samples came in that minute, or since the one before. */
  #intervalMs(minute: number): number {
    const samples = this.#samples[minute]!;
    if (samples > 1) return (this.#lastMs[minute]! - this.#firstMs[minute]!) / (samples - 1);
    for (let at = minute - 1; at >= 0; at--)
      if (this.#samples[at]! > 0) return this.#lastMs[minute]! - this.#lastMs[at]!;
    return USUAL_INTERVAL_MS;
  }
}

const endsAnywhere = (stale: Uint8Array) => (stale.includes(1) ? stale : undefined);

import type { Labels, Series } from "@mystocks/promql";
import { addEncodedCountsUpTo, BUCKET_LABELS } from "../bucket-bounds.ts";
import { FloatTrack } from "../float-track.ts";
import type { Line } from "./line.ts";
import type { SketchKind } from "./sketch-histograms.ts";

/** The classic buckets of one series at the ends of minutes: those of a moving while. */
export class SketchBuckets {
  readonly lines: readonly Line[];
  readonly #isRunning: boolean;
  readonly #labels: readonly Labels[];
  readonly #tracks = BUCKET_LABELS.map(() => new FloatTrack());
  readonly #counts = new Float64Array(BUCKET_LABELS.length);
  #series: readonly Series[] | undefined;

  constructor(labels: Labels, { isRunning }: Pick<SketchKind, "isRunning">) {
    this.#isRunning = isRunning;
    const named = labels.with("__name__", `${labels.metricName}_bucket`);
    this.#labels = BUCKET_LABELS.map((le) => named.with("le", le));
    this.lines = this.#labels.map((own, at) => ({ labels: own, series: () => this.#views()[at]! }));
  }

  take(bytes: Uint8Array, start: number, end: number): void {
    if (!this.#isRunning) this.#counts.fill(0);
    addEncodedCountsUpTo(this.#counts, bytes, start, end);
  }

  append(timeMs: number): void {
    for (let at = 0; at < this.#tracks.length; at++) this.#tracks[at]!.append(timeMs, this.#counts[at]!);
    this.#series = undefined;
  }

  end(timeMs: number): void {
    this.#counts.fill(0);
    for (const track of this.#tracks) track.appendStale(timeMs);
    this.#series = undefined;
  }

  drop(fromMs: number): void {
    for (const track of this.#tracks) track.dropBefore(fromMs);
    this.#series = undefined;
  }

  /** Of one array of times: who reads all of them need look for a time but once. */
  #views(): readonly Series[] {
    if (this.#series !== undefined) return this.#series;
    const [{ times, stale }] = this.#tracks as [FloatTrack];
    const common = { times, ...(stale !== undefined && { stale, forgetsAtEnd: this.#isRunning }) };
    this.#series = this.#tracks.map(({ length, values }, at) => ({
      labels: this.#labels[at]!,
      length,
      values,
      ...common,
    }));
    return this.#series;
  }
}

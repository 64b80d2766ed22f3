import type { Labels } from "@mystocks/promql";
import type { Line } from "./line.ts";
import { SketchBuckets } from "./sketch-buckets.ts";
import { SketchHistograms, type SketchKind } from "./sketch-histograms.ts";

/** What a source of sketches is asked for. */
export interface SketchWants {
  histogram: boolean;
  buckets: boolean;
}

/** One series of sketches, as histograms at the ends of minutes, as classic buckets, or both. */
export class SketchSource {
  readonly lines: readonly Line[];
  readonly #parts: readonly (SketchHistograms | SketchBuckets)[];

  constructor(labels: Labels, wants: SketchWants, kind: SketchKind) {
    const histograms = wants.histogram ? [new SketchHistograms(labels, kind)] : [];
    const buckets = wants.buckets ? [new SketchBuckets(labels, kind)] : [];
    this.#parts = [...histograms, ...buckets];
    this.lines = [
      ...histograms.map((own) => ({ labels, series: () => own.series() })),
      ...buckets.flatMap((own) => own.lines),
    ];
  }

  /** What came of the series in a minute, or a part of it: the sketch that lies there in the bytes. */
  take(bytes: Uint8Array, start: number, end: number): void {
    for (const part of this.#parts) part.take(bytes, start, end);
  }

  /** The end of a minute. */
  append(timeMs: number): void {
    for (const part of this.#parts) part.append(timeMs);
  }

  /** The end of a minute at which the series has ended: it begins anew. */
  end(timeMs: number): void {
    for (const part of this.#parts) part.end(timeMs);
  }

  /** Keeps those from the time on, and of histograms before `thinnedBeforeMs` only one in so many minutes. */
  drop(fromMs: number, thinnedBeforeMs: number, thinnedStepMs: number): void {
    for (const part of this.#parts) part.drop(fromMs, thinnedBeforeMs, thinnedStepMs);
  }
}

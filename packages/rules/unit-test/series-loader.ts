import type { FloatHistogram, Labels } from "@mystocks/promql";
import type { MemorySeries } from "../memory-series.ts";
import type { SeriesValue } from "./series-values.ts";
import type { TestGroup } from "./test-file.ts";

/** Samples come into being as time passes: an evaluation sees none of the future. */
export class SeriesLoader {
  readonly #series: MemorySeries;
  readonly #group: TestGroup;
  #next = 0;
  readonly #length: number;

  constructor(series: MemorySeries, group: TestGroup) {
    this.#series = series;
    this.#group = group;
    this.#length = Math.max(0, ...group.series.map(({ values }) => values.length));
  }

  loadUntil(atMs: number): void {
    const { startMs, intervalMs, series } = this.#group;
    for (; this.#next < this.#length && startMs + this.#next * intervalMs <= atMs; this.#next++)
      for (const { labels, values } of series)
        this.#append(labels, values, startMs + this.#next * intervalMs);
  }

  #append(labels: Labels, values: readonly SeriesValue[], atMs: number): void {
    const value = values[this.#next];
    if (value?.kind === "stale") this.#series.markStale(labels, atMs);
    else if (value?.kind === "number") this.#series.append(labels, atMs, value.value);
    else if (value?.kind === "histogram") this.#series.append(labels, atMs, hinted(values, this.#next));
  }
}

/** What Prometheus' storage knows of a running total: whether it went on or started anew since the sample before. */
function hinted(values: readonly SeriesValue[], index: number): FloatHistogram {
  const value = values[index] as Extract<SeriesValue, { kind: "histogram" }>;
  const before = values[index - 1];
  if (value.hasHint || before?.kind !== "histogram") return value.histogram;
  return value.histogram.withHint(value.histogram.isResetSince(before.histogram) ? "reset" : "not-reset");
}

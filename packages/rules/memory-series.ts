import type { HistogramSample, Labels, Matcher, Series, SeriesStore } from "@mystocks/promql";

/** Where recording rules and alert states are written. Times of one series must rise. */
export interface SampleSink {
  append(labels: Labels, atMs: number, sample: number | HistogramSample): void;
  /** The series ends here until its next sample. */
  markStale(labels: Labels, atMs: number): void;
}

/** Series in memory, as many samples as are appended: for rule tests and previews, not for a process that runs on. */
export class MemorySeries implements SeriesStore, SampleSink {
  readonly #byName = new Map<string, Map<string, Track>>();

  append(labels: Labels, atMs: number, sample: number | HistogramSample): void {
    this.#track(labels).push(atMs, sample, false);
  }

  markStale(labels: Labels, atMs: number): void {
    this.#track(labels).push(atMs, NaN, true);
  }

  has(metricName: string): boolean {
    return this.#byName.has(metricName);
  }

  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly Series[] {
    const named = matchers.find(({ name, operator }) => name === "__name__" && operator === "=");
    const candidates =
      named === undefined
        ? [...this.#byName.values()]
        : [this.#byName.get(named.value) ?? new Map<string, Track>()];
    return candidates
      .flatMap((tracks) => [...tracks.values()])
      .filter((track) => track.overlaps(fromMs, toMs) && track.fits(matchers));
  }

  #track(labels: Labels): Track {
    const name = labels.metricName;
    let tracks = this.#byName.get(name);
    if (tracks === undefined) this.#byName.set(name, (tracks = new Map()));
    let track = tracks.get(labels.key);
    if (track === undefined) tracks.set(labels.key, (track = new Track(labels)));
    return track;
  }
}

class Track implements Series {
  readonly labels: Labels;
  length = 0;
  times = new Float64Array(16);
  values = new Float64Array(16);
  stale = new Uint8Array(16);
  histograms: (HistogramSample | undefined)[] = [];

  constructor(labels: Labels) {
    this.labels = labels;
  }

  /** A sample at the time of the last one or before it is left out, as Prometheus' storage refuses it. */
  push(atMs: number, sample: number | HistogramSample, isStale: boolean): void {
    if (this.length > 0 && atMs <= this.times[this.length - 1]!) return;
    if (this.length === this.times.length) this.#grow();
    this.times[this.length] = atMs;
    this.values[this.length] = typeof sample === "number" ? sample : NaN;
    this.stale[this.length] = isStale ? 1 : 0;
    if (typeof sample !== "number") this.histograms[this.length] = sample;
    this.length++;
  }

  overlaps(fromMs: number, toMs: number): boolean {
    return this.length > 0 && this.times[0]! <= toMs && this.times[this.length - 1]! >= fromMs;
  }

  fits(matchers: readonly Matcher[]): boolean {
    return matchers.every((matcher) => matcher.matches(this.labels.get(matcher.name)));
  }

  #grow(): void {
    const size = this.times.length * 2;
    const grown = {
      times: new Float64Array(size),
      values: new Float64Array(size),
      stale: new Uint8Array(size),
    };
    grown.times.set(this.times);
    grown.values.set(this.values);
    grown.stale.set(this.stale);
    Object.assign(this, grown);
  }
}

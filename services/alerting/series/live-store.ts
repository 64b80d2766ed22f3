import type { OperationIdentity, PulseEvent, SeriesSample } from "@mystocks/events";
import { ExponentialHistogram } from "@mystocks/histogram";
import { Labels, type HistogramSample, type Matcher, type Series, type SeriesStore } from "@mystocks/promql";
import type { SampleSink } from "@mystocks/rules";
import { areMet, keyOf } from "./matching.ts";
import { DurationSeries } from "./duration-series.ts";
import {
  OPERATION_COUNTERS,
  OPERATION_DURATION,
  OperationSeries,
  type OperationDelta,
} from "./operation-series.ts";
import { RecordedSeries } from "./recorded-series.ts";
import { SampledSeries } from "./sampled-series.ts";
import { SeriesIndex, type Findable } from "./series-index.ts";
import { FINE, tierFor } from "./tiers.ts";

/** A delta later than this goes to history only. */
const LATE_MS = 60_000;
/** Made from pulses, which count every span; what services count themselves under these names is left out. */
export const FROM_PULSES: ReadonlySet<string> = new Set([
  OPERATION_DURATION,
  "mystocks_operation_errors_total",
  "mystocks_operation_slow_total",
]);

export interface LiveStoreStats {
  series: number;
  /** Operations and samples that came more than 60 s late: in history, but judged by no rule. */
  late: number;
}

/** Labelled series of the last minutes, at the second in which the recorder saw them. */
export class LiveStore implements SeriesStore, SampleSink {
  readonly #index = new SeriesIndex<Findable>();
  readonly #operations = new Map<number, OperationSeries>();
  readonly #sampled = new Map<string, SampledSeries>();
  readonly #recorded = new Map<string, RecordedSeries>();
  /** Histograms whose classic buckets somebody reads. */
  readonly #bucketed = new Set<string>();
  /** By the matchers' text. */
  readonly #retained = new Map<string, { matchers: readonly Matcher[]; ageMs: number }>();
  readonly #startedMs: number;
  #nowMs: number;
  #late = 0;

  /** nowMs: from here on a counter that is new starts at 0; older ones began before this store did. */
  constructor(nowMs: number) {
    this.#startedMs = nowMs;
    this.#nowMs = nowMs;
  }

  get stats(): LiveStoreStats {
    return { series: this.#index.size, late: this.#late };
  }

  /** Keeps what the matchers find for so long, not only for 15 minutes; whether that is longer than before. */
  retain(matchers: readonly Matcher[], ageMs: number): boolean {
    if (ageMs <= FINE.keptMs) return false;
    const key = keyOf(matchers);
    const known = this.#retained.get(key);
    if (known !== undefined && known.ageMs >= ageMs) return false;
    this.#retained.set(key, { matchers, ageMs });
    this.#makeBuckets(matchers);
    for (const found of this.#index.find(matchers)) found.retain(ageMs);
    return known === undefined || tierFor(known.ageMs) < tierFor(ageMs);
  }

  /** How long samples of a series with these labels are kept. */
  retainedMs(labels: Labels): number {
    const reaches = [...this.#retained.values()].filter(({ matchers }) => areMet(matchers, labels));
    return Math.max(FINE.keptMs, ...reaches.map(({ ageMs }) => ageMs));
  }

  /** Names of gauges to which the event gives another value than they have. */
  replacedBy({ samples }: PulseEvent): ReadonlySet<string> {
    const gauges = samples.filter(({ type }) => type === "gauge");
    const replaced = gauges.filter(({ name, labels, value }) => {
      const known = this.#sampled.get(Labels.of({ ...labels, __name__: name }).key)?.lastValue;
      return known !== undefined && known !== value;
    });
    return new Set(replaced.map(({ name }) => name));
  }

  /** Returns the names of the metrics that changed. */
  apply(event: PulseEvent): ReadonlySet<string> {
    const changed = new Set<string>();
    const timeMs = event.observedSecond * 1000;
    this.#nowMs = Math.max(this.#nowMs, timeMs);
    for (const pulse of event.pulses) {
      if (timeMs - pulse.second * 1000 > LATE_MS) this.#late += 1;
      else {
        const histogram = ExponentialHistogram.decode(Buffer.from(pulse.sketch, "base64"));
        this.addOperation(timeMs, pulse.operation, { ...pulse, histogram });
        addDurationNames(OPERATION_DURATION, changed);
        for (const name of OPERATION_COUNTERS) changed.add(name);
      }
    }
    for (const sample of event.samples) {
      if (FROM_PULSES.has(sample.name)) continue;
      if (timeMs - sample.timeMs > LATE_MS) this.#late += 1;
      else this.addSample(timeMs, sample, changed);
    }
    return changed;
  }

  /** What an operation did in one second, also one before the newest. */
  addOperation(timeMs: number, identity: OperationIdentity, delta: OperationDelta): void {
    this.operation(identity).add(timeMs, delta);
  }

  /** The series of an operation, begun when there are none. */
  operation(identity: OperationIdentity): OperationSeries {
    const known = this.#operations.get(identity.id);
    if (known !== undefined) return known;
    const operation = new OperationSeries(identity);
    this.#operations.set(identity.id, operation);
    this.#addDuration(operation.duration);
    for (const counter of operation.counters()) this.#add(counter);
    return operation;
  }

  /** A sample of a service, at or after the newest of its series. */
  addSample(timeMs: number, sample: SeriesSample, changed = new Set<string>()): void {
    const sampled = this.sampled(sample);
    sampled.add(timeMs, sample, timeMs > this.#startedMs + LATE_MS);
    changed.add(sample.name);
    if (sampled.series instanceof DurationSeries) addDurationNames(sample.name, changed);
  }

  /** The series of a service, begun when there is none. */
  sampled({ name, labels: own, type }: Pick<SeriesSample, "name" | "labels" | "type">): SampledSeries {
    const labels = Labels.of({ ...own, __name__: name });
    const known = this.#sampled.get(labels.key);
    if (known !== undefined) return known;
    const sampled = new SampledSeries(labels, type);
    this.#sampled.set(labels.key, sampled);
    this.#addSampled(sampled);
    return sampled;
  }

  /** What another store has that the monitoring store does not: what rules recorded, and what is measured here. */
  takeOver(from: LiveStore): void {
    for (const [key, series] of from.#recorded) {
      if (this.#recorded.has(key)) continue;
      this.#recorded.set(key, series);
      this.#add(series);
    }
    for (const [key, sampled] of from.#sampled) {
      if (this.#sampled.has(key)) continue;
      this.#sampled.set(key, sampled);
      this.#addSampled(sampled);
    }
  }

  /** What a rule would have recorded before it began to. */
  precede(past: Series): void {
    this.#recordedOf(past.labels).precede(past);
  }

  /** What a rule records; times of one series rise. */
  append(labels: Labels, timeMs: number, sample: number | HistogramSample): void {
    this.#recordedOf(labels).append(timeMs, sample);
  }

  markStale(labels: Labels, timeMs: number): void {
    this.#recorded.get(labels.key)?.markStale(timeMs);
  }

  /** A figure that is measured here, such as the state of the pipeline. */
  setGauge(labels: Labels, timeMs: number, value: number): void {
    this.addSample(timeMs, {
      name: labels.metricName,
      type: "gauge",
      labels: labels.toRecord(),
      timeMs,
      value,
    });
  }

  /** Once a second: idle counters stay what they are, silent gauges end, old samples go. */
  tick(nowMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    const second = Math.floor(nowMs / 1000) * 1000;
    for (const [id, operation] of this.#operations) {
      if (operation.lastPulseMs < nowMs - operation.keptMs) this.#forgetOperation(id, operation);
      else operation.carryForward(second);
      operation.drop(nowMs);
    }
    for (const [key, sampled] of this.#sampled) {
      sampled.expire(nowMs);
      sampled.series.drop(nowMs);
      if ((sampled.lastMs ?? 0) < nowMs - sampled.series.keptMs) this.#forgetSampled(key, sampled);
    }
    for (const [key, recorded] of this.#recorded) {
      recorded.drop(nowMs);
      if ((recorded.lastTimeMs ?? 0) >= nowMs - recorded.keptMs) continue;
      this.#recorded.delete(key);
      this.#index.remove(recorded);
    }
  }

  select(matchers: readonly Matcher[], fromMs: number, _toMs: number): readonly Series[] {
    this.#makeBuckets(matchers);
    return this.#index.find(matchers).map((entry) => entry.view(fromMs, this.#nowMs));
  }

  /** The labels of every series that matches. */
  labels(matchers: readonly Matcher[]): readonly Labels[] {
    return this.#index.find(matchers).map((entry) => entry.labels);
  }

  /** The type of each metric as its source told it, of a histogram under its base name; what rules record has none. */
  types(): Map<string, SeriesSample["type"]> {
    const types = new Map<string, SeriesSample["type"]>();
    for (const operation of this.#operations.values()) {
      types.set(operation.duration.histogram.labels.metricName, "histogram");
      for (const { labels } of operation.counters()) types.set(labels.metricName, "counter");
    }
    for (const { series, type } of this.#sampled.values())
      types.set((series instanceof DurationSeries ? series.histogram : series).labels.metricName, type);
    return types;
  }

  #addSampled({ series }: SampledSeries): void {
    if (series instanceof DurationSeries) this.#addDuration(series);
    else this.#add(series);
  }

  #recordedOf(labels: Labels): RecordedSeries {
    const known = this.#recorded.get(labels.key);
    if (known !== undefined) return known;
    const recorded = new RecordedSeries(labels);
    this.#recorded.set(labels.key, recorded);
    this.#add(recorded);
    return recorded;
  }

  #addDuration(duration: DurationSeries): void {
    for (const entry of [duration.histogram, duration.count, duration.sum]) this.#add(entry);
    if (this.#bucketed.has(duration.histogram.labels.metricName))
      for (const bucket of duration.buckets()) this.#add(bucket);
  }

  #add(entry: Findable): void {
    this.#index.add(entry);
    for (const { matchers, ageMs } of this.#retained.values())
      if (areMet(matchers, entry.labels)) entry.retain(ageMs);
  }

  /** Classic buckets are made when somebody reads the first of a metric, since each histogram has sixteen. */
  #makeBuckets(matchers: readonly Matcher[]): void {
    const name = matchers.find(
      ({ name: label, operator }) => label === "__name__" && operator === "=",
    )?.value;
    if (name === undefined || !name.endsWith("_bucket")) return;
    const base = name.slice(0, -"_bucket".length);
    if (this.#bucketed.has(base)) return;
    this.#bucketed.add(base);
    for (const duration of this.#durations())
      if (duration.histogram.labels.metricName === base)
        for (const bucket of duration.buckets()) this.#add(bucket);
  }

  *#durations(): Iterable<DurationSeries> {
    for (const { duration } of this.#operations.values()) yield duration;
    for (const { series } of this.#sampled.values()) if (series instanceof DurationSeries) yield series;
  }

  #forgetOperation(id: number, operation: OperationSeries): void {
    this.#operations.delete(id);
    this.#forgetDuration(operation.duration);
    for (const counter of operation.counters()) this.#index.remove(counter);
  }

  #forgetSampled(key: string, { series }: SampledSeries): void {
    this.#sampled.delete(key);
    if (series instanceof DurationSeries) this.#forgetDuration(series);
    else this.#index.remove(series);
  }

  #forgetDuration(duration: DurationSeries): void {
    for (const entry of [duration.histogram, duration.count, duration.sum]) this.#index.remove(entry);
    if (this.#bucketed.has(duration.histogram.labels.metricName))
      for (const bucket of duration.buckets()) this.#index.remove(bucket);
  }
}

function addDurationNames(name: string, changed: Set<string>): void {
  for (const suffix of ["", "_count", "_sum", "_bucket"]) changed.add(`${name}${suffix}`);
}

import { Labels } from "@mystocks/promql";
import type { Matcher, RangeEvaluation, ResultSeries, Sample, Series, SeriesStore } from "@mystocks/promql";
import type { RuleState, Transition } from "./alert.ts";
import type { MemorySeries } from "./memory-series.ts";
import type { AlertingRule, RecordingRule, RuleGroup } from "./rule.ts";
import { stateSamples } from "./state-samples.ts";

/** The states after a step as the series ALERTS and ALERTS_FOR_STATE. */
export function writeStates(
  rule: AlertingRule,
  { alerts }: RuleState,
  transitions: readonly Transition[],
  recorded: MemorySeries,
  atMs: number,
): void {
  for (const alert of Object.values(alerts))
    if (alert.condition !== "resolved")
      for (const { labels, sample } of stateSamples(rule, alert)) recorded.append(labels, atMs, sample);
  for (const { kind, alert } of transitions) {
    const before =
      kind === "fired"
        ? "pending"
        : kind === "resolved"
          ? "firing"
          : kind === "dropped"
            ? "pending"
            : undefined;
    if (before === undefined) continue;
    for (const { labels } of stateSamples(rule, { ...alert, condition: before }))
      if (kind !== "fired" || labels.metricName === "ALERTS") recorded.markStale(labels, atMs);
  }
}

/** What a recording rule would have recorded, part after part. */
export class PreviewedRecord {
  readonly #rule: RecordingRule;
  readonly #range: RangeEvaluation;
  readonly #queryOffsetMs: number;
  readonly #sink: MemorySeries;
  readonly #stepMs: number;
  /** Series that have not ended, by their key. */
  readonly #open = new Map<string, { labels: Labels; lastMs: number }>();

  constructor(
    { rule, group, range }: { rule: RecordingRule; group: RuleGroup; range: RangeEvaluation },
    sink: MemorySeries,
    stepMs: number,
  ) {
    this.#rule = rule;
    this.#queryOffsetMs = group.queryOffsetMs;
    this.#range = range;
    this.#sink = sink;
    this.#stepMs = stepMs;
  }

  /** A part in which it can't be evaluated is left out, as it is live. */
  advance(untilMs: number): void {
    const lastMs = untilMs - this.#queryOffsetMs;
    for (const series of this.#seriesUntil(lastMs)) this.#record(series);
    for (const [key, { labels, lastMs: newestMs }] of this.#open) {
      if (newestMs + this.#stepMs > lastMs) continue;
      this.#sink.markStale(labels, newestMs + this.#stepMs);
      this.#open.delete(key);
    }
  }

  #seriesUntil(untilMs: number): readonly ResultSeries[] {
    try {
      return this.#range.advance(untilMs);
    } catch {
      return [];
    }
  }

  #record(series: ResultSeries): void {
    const named = new Map([...series.labels.entries(), ["__name__", this.#rule.name], ...this.#rule.labels]);
    const labels = Labels.fromEntries([...named]);
    let previousMs = this.#open.get(labels.key)?.lastMs;
    series.times.forEach((timeMs, index) => {
      if (previousMs !== undefined && timeMs - previousMs > this.#stepMs)
        this.#sink.markStale(labels, previousMs + this.#stepMs);
      this.#sink.append(labels, timeMs, series.histograms?.[index] ?? series.values[index]!);
      previousMs = timeMs;
    });
    if (previousMs !== undefined) this.#open.set(labels.key, { labels, lastMs: previousMs });
  }
}

/** Samples by the time of the query. */
export type Steps = ReadonlyMap<number, readonly Sample[]>;

export function samplesByStep(result: readonly ResultSeries[]): Steps {
  const steps = new Map<number, Sample[]>();
  for (const { labels, times, values, histograms } of result)
    times.forEach((timeMs, index) => {
      const histogram = histograms?.[index];
      const sample: Sample = {
        labels,
        value: values[index]!,
        ...(histogram === undefined ? {} : { histogram }),
      };
      const others = steps.get(timeMs);
      if (others === undefined) steps.set(timeMs, [sample]);
      else others.push(sample);
    });
  return steps;
}

/** The store, with what the previewed rules record in the place of stored series of these names. */
export class Overlay implements SeriesStore {
  readonly #base: SeriesStore;
  readonly #recorded: MemorySeries;
  readonly #names: ReadonlySet<string>;

  constructor(base: SeriesStore, recorded: MemorySeries, names: ReadonlySet<string>) {
    this.#base = base;
    this.#recorded = recorded;
    this.#names = new Set([...names, "ALERTS", "ALERTS_FOR_STATE"]);
  }

  select(matchers: readonly Matcher[], fromMs: number, toMs: number): readonly Series[] {
    const stored = this.#base
      .select(matchers, fromMs, toMs)
      .filter(({ labels }) => !this.#names.has(labels.metricName));
    return [...stored, ...this.#recorded.select(matchers, fromMs, toMs)];
  }
}

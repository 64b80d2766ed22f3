import { evaluateRange, Labels } from "@mystocks/promql";
import type { Matcher, ResultSeries, Sample, Series, SeriesStore } from "@mystocks/promql";
import type { RuleState, Transition } from "./alert.ts";
import type { MemorySeries } from "./memory-series.ts";
import type { AlertingRule, RecordingRule, Rule, RuleGroup } from "./rule.ts";
import type { RuleWorld } from "./rule-world.ts";
import { stateSamples } from "./run-group.ts";
import type { Calendars } from "./trading-time.ts";

export interface PreviewWindow {
  fromMs: number;
  toMs: number;
  stepMs: number;
}

export interface PreviewParts extends Pick<
  RuleWorld,
  "store" | "externalLabels" | "externalUrl" | "options"
> {
  calendars: Calendars;
}

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

/** What a recording rule would have recorded over the window. */
export function recordOver(
  rule: RecordingRule,
  group: RuleGroup,
  parts: PreviewParts,
  window: PreviewWindow,
  recorded: MemorySeries,
): void {
  for (const series of rangeOf(rule, group, parts, window)) {
    const labels = Labels.fromEntries([
      ...new Map([...series.labels.entries(), ["__name__", rule.name], ...rule.labels]),
    ]);
    series.times.forEach((timeMs, index) => {
      const previousMs = series.times[index - 1];
      if (previousMs !== undefined && timeMs - previousMs > window.stepMs)
        recorded.markStale(labels, previousMs + window.stepMs);
      recorded.append(labels, timeMs, series.histograms?.[index] ?? series.values[index]!);
    });
    const lastMs = series.times.at(-1);
    if (lastMs !== undefined && lastMs < window.toMs - group.queryOffsetMs)
      recorded.markStale(labels, lastMs + window.stepMs);
  }
}

/** Samples by the time of the query. */
export type Steps = ReadonlyMap<number, readonly Sample[]>;

export function samplesOver(
  rule: AlertingRule,
  group: RuleGroup,
  parts: PreviewParts,
  window: PreviewWindow,
): Steps {
  const steps = new Map<number, Sample[]>();
  for (const { labels, times, values, histograms } of rangeOf(rule, group, parts, window))
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

function rangeOf(
  rule: Rule,
  { queryOffsetMs }: RuleGroup,
  parts: PreviewParts,
  window: PreviewWindow,
): readonly ResultSeries[] {
  const { fromMs, toMs, stepMs } = window;
  const range = { startMs: fromMs - queryOffsetMs, endMs: toMs - queryOffsetMs, stepMs };
  return evaluateRange(rule.expression, parts.store, range, parts.options).series;
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

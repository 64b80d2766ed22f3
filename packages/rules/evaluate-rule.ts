import { evaluateInstant, Labels, parse } from "@mystocks/promql";
import type { EvaluationOptions, Sample, SeriesStore } from "@mystocks/promql";
import type { AlertState } from "./alert.ts";
import { probeData } from "./data-presence.ts";
import type { DataPresence } from "./data-presence.ts";
import type { ActiveElement, Outcome } from "./outcome.ts";
import { POLICY_PREFIX } from "./policy.ts";
import type { AlertingRule, RecordingRule, Rule } from "./rule.ts";
import type { TemplateContext } from "./template/functions.ts";
import { render, renderAsPrometheus } from "./template/template.ts";
import type { Template, TemplateData } from "./template/template.ts";
import { HistogramValue } from "./template/value.ts";

const DEFAULT_LOOKBACK_MS = 5 * 60_000;

/** What rules are evaluated on. */
export interface RuleWorld {
  store: SeriesStore;
  externalLabels: Readonly<Record<string, string>>;
  /** Where links in templates lead; "" when nowhere. */
  externalUrl: string;
  options: EvaluationOptions;
  /**
   * `prometheus`: as Prometheus does it to the letter, for rule tests and conformance. No data means resolved, errors
   * and limits end alerts, annotations of the policy are shown.
   */
  mode: "live" | "prometheus";
}

/** One evaluation of an alerting rule; what goes wrong in the expression is an outcome, not an exception. */
export function evaluateAlert(
  rule: AlertingRule,
  world: RuleWorld,
  {
    atMs,
    queryOffsetMs,
    active,
  }: { atMs: number; queryOffsetMs: number; active: Readonly<Record<string, AlertState>> },
): Outcome {
  const queryMs = atMs - queryOffsetMs;
  let samples: readonly Sample[];
  try {
    samples = evaluateSamples(rule, world, queryMs);
  } catch (error) {
    return { kind: "error", message: error instanceof Error ? error.message : String(error) };
  }
  const lookbackMs = world.options.lookbackMs ?? DEFAULT_LOOKBACK_MS;
  const presence = probeData(rule.selectors, world.store, queryMs, lookbackMs);
  const faults = new Set<string>();
  const elements = new Map<string, ActiveElement>();
  const duplicates: Record<string, string>[] = [];
  const isActive = (key: string) => active[key] !== undefined && active[key].condition !== "resolved";
  for (const sample of samples) {
    const element = elementOf(rule, sample, world, atMs, faults);
    if (elements.has(element.key)) duplicates.push(element.labels);
    else elements.set(element.key, withSources(element, world, isActive(element.key) ? undefined : presence));
  }
  const missing = Object.values(active).filter(({ key }) => isActive(key) && !elements.has(key));
  const silent = world.mode === "live" ? silentOnes(missing, presence) : new Set<string>();
  if (world.mode === "live" && rule.policy.noData === "fire" && elements.size === 0 && !presence.hasAny()) {
    const element = elementOf(rule, { labels: Labels.empty, value: NaN }, world, atMs, faults);
    if (missing.every(({ key }) => key === element.key))
      elements.set(element.key, { ...element, sources: [], isNoData: true });
  }
  return {
    kind: "elements",
    elements: [...elements.values()],
    silent,
    duplicates,
    templateFaults: [...faults],
  };
}

/** The samples that a recording rule adds. Throws PromqlError, or an Error when several would be one series. */
export function evaluateRecording(rule: RecordingRule, world: RuleWorld, queryMs: number): Sample[] {
  const samples = evaluateSamples(rule, world, queryMs).map((sample) => {
    const entries = new Map(sample.labels.entries());
    entries.set("__name__", rule.name);
    for (const [name, value] of rule.labels) entries.set(name, value);
    return { ...sample, labels: Labels.fromEntries([...entries]) };
  });
  if (new Set(samples.map(({ labels }) => labels.key)).size < samples.length)
    throw new Error("vector contains metrics with the same labelset after applying rule labels");
  return samples;
}

function evaluateSamples(rule: Rule, world: RuleWorld, queryMs: number): readonly Sample[] {
  return samplesOf(evaluateInstant(rule.expression, world.store, queryMs, world.options));
}

function samplesOf(result: ReturnType<typeof evaluateInstant>): readonly Sample[] {
  if (result.type === "vector") return result.samples;
  if (result.type === "scalar") return [{ labels: Labels.empty, value: result.value }];
  throw new Error("rule result is not a vector or scalar");
}

/** Alerts without result of which a selector that fed them has no data any more. */
function silentOnes(missing: readonly AlertState[], presence: DataPresence): Set<string> {
  const silent = missing.filter(({ sources, series }) => {
    if (sources.length === 0) return false;
    const present = new Set(presence.sourcesOf(series));
    return sources.some((source) => !present.has(source));
  });
  return new Set(silent.map(({ key }) => key));
}

function withSources(
  element: ActiveElement,
  { mode }: RuleWorld,
  presence: DataPresence | undefined,
): ActiveElement {
  if (presence === undefined || mode === "prometheus") return element;
  return { ...element, sources: presence.sourcesOf(element.series) };
}

function elementOf(
  rule: AlertingRule,
  { labels, value, histogram }: Sample,
  world: RuleWorld,
  atMs: number,
  faults: Set<string>,
): ActiveElement {
  // Templates see the metric's name among the labels, the alert does not have it.
  const data: TemplateData = {
    labels: labels.toRecord(),
    externalLabels: world.externalLabels,
    value: histogram ?? value,
  };
  const { __name__: _, ...series } = data.labels;
  const context = templateContext(world, atMs);
  const show = (name: string, template: Template) => {
    const rendered =
      world.mode === "live" ? render(template, data, context) : renderAsPrometheus(template, data, context);
    for (const { message } of rendered.faults) faults.add(`${name}: ${message}`);
    return rendered.text;
  };
  const own = new Map(Object.entries(series));
  for (const [name, template] of rule.labels) own.set(name, show(name, template));
  own.set("alertname", rule.name);
  const alertLabels = Labels.fromEntries([...own]);
  const annotations: Record<string, string> = {};
  for (const [name, template] of rule.annotations)
    if (world.mode === "prometheus" || !name.startsWith(POLICY_PREFIX))
      annotations[name] = show(name, template);
  return {
    key: alertLabels.toString(),
    labels: alertLabels.toRecord(),
    annotations,
    series,
    value,
    sources: undefined,
    isNoData: false,
  };
}

function templateContext({ store, options, externalUrl }: RuleWorld, timeMs: number): TemplateContext {
  return {
    externalUrl,
    timeMs,
    query: (expression) =>
      samplesOf(evaluateInstant(parse(expression), store, timeMs, options)).map(
        ({ labels, value, histogram }) => ({
          labels: labels.toRecord(),
          value: histogram === undefined ? value : new HistogramValue(histogram),
        }),
      ),
  };
}

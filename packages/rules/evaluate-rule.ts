import { evaluateInstant, Labels, parse } from "@mystocks/promql";
import type { EvaluationOptions, Sample, SeriesStore } from "@mystocks/promql";
import type { AlertState } from "./alert.ts";
import { probeData } from "./data-presence.ts";
import type { DataPresence } from "./data-presence.ts";
import type { ActiveElement, Outcome } from "./outcome.ts";
import { POLICY_PREFIX } from "./policy.ts";
import type { AlertIdentity, AlertingRule, RecordingRule, Rule } from "./rule.ts";
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
  /** An alert keeps the annotations it fired with: for previews, which show only those. */
  keepsAnnotations?: true;
}

export interface EvaluationTime {
  atMs: number;
  queryOffsetMs: number;
}

/** One evaluation of an alerting rule; what goes wrong in the expression is an outcome, not an exception. */
export function evaluateAlert(
  rule: AlertingRule,
  world: RuleWorld,
  time: EvaluationTime,
  active: Readonly<Record<string, AlertState>>,
): Outcome {
  try {
    const samples = evaluateSamples(rule, world, time.atMs - time.queryOffsetMs);
    return outcomeOf(rule, world, samples, time, active);
  } catch (error) {
    return { kind: "error", message: error instanceof Error ? error.message : String(error) };
  }
}

/** The outcome of samples that the rule's expression gave. Throws what the store throws. */
export function outcomeOf(
  rule: AlertingRule,
  world: RuleWorld,
  samples: readonly Sample[],
  { atMs, queryOffsetMs }: EvaluationTime,
  active: Readonly<Record<string, AlertState>>,
): Outcome {
  const lookbackMs = world.options.lookbackMs ?? DEFAULT_LOOKBACK_MS;
  const presence = probeData(rule.selectors, world.store, atMs - queryOffsetMs, lookbackMs);
  const renderer = new Renderer(rule, world, atMs);
  const elements = new Map<string, ActiveElement>();
  const duplicates: Record<string, string>[] = [];
  const isActive = (key: string) => active[key] !== undefined && active[key].condition !== "resolved";
  for (const sample of samples) {
    const element = renderer.element(sample, active);
    if (elements.has(element.key)) duplicates.push(element.labels);
    else if (world.mode === "prometheus" || isActive(element.key)) elements.set(element.key, element);
    else elements.set(element.key, { ...element, sources: presence.sourcesOf(element.series) });
  }
  const missing = Object.values(active).filter(({ key }) => isActive(key) && !elements.has(key));
  const silent = world.mode === "live" ? silentOnes(missing, presence) : new Set<string>();
  if (elements.size === 0) addNoDataElement(rule, world, { elements, missing, presence, renderer });
  return {
    kind: "elements",
    elements: [...elements.values()],
    silent,
    duplicates,
    templateFaults: renderer.faults,
  };
}

/** A rule that is to fire without data does so by an alert of its own when nothing is there at all. */
function addNoDataElement(
  { policy }: AlertingRule,
  { mode }: RuleWorld,
  parts: {
    elements: Map<string, ActiveElement>;
    missing: readonly AlertState[];
    presence: DataPresence;
    renderer: Renderer;
  },
): void {
  if (mode !== "live" || policy.noData !== "fire" || parts.presence.hasAny()) return;
  const element = parts.renderer.element({ labels: Labels.empty, value: NaN }, {});
  if (parts.missing.every(({ key }) => key === element.key))
    parts.elements.set(element.key, { ...element, sources: [], isNoData: true });
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

/** Renders the labels and annotations of one rule at one instant. */
class Renderer {
  readonly #rule: AlertingRule;
  readonly #world: RuleWorld;
  readonly #context: TemplateContext;
  readonly #faults = new Set<string>();

  constructor(rule: AlertingRule, world: RuleWorld, atMs: number) {
    this.#rule = rule;
    this.#world = world;
    this.#context = templateContext(world, atMs);
  }

  get faults(): string[] {
    return [...this.#faults];
  }

  element(sample: Sample, active: Readonly<Record<string, AlertState>>): ActiveElement {
    const { labels, value, histogram } = sample;
    const known = this.#rule.identities?.get(labels);
    // Templates see the metric's name among the labels, the alert does not have it.
    const data = (): TemplateData => ({
      labels: labels.toRecord(),
      externalLabels: this.#world.externalLabels,
      value: histogram ?? value,
    });
    const identity = known ?? this.#identify(labels, data());
    const alert = active[identity.key];
    const annotations = this.#keeps(alert, value) ? alert!.annotations : this.#annotations(data());
    return { ...identity, annotations, value, sources: undefined, isNoData: false };
  }

  /** Whether the alert's annotations can't have changed, or need not be anew. */
  #keeps(alert: AlertState | undefined, value: number): boolean {
    if (alert === undefined || alert.condition === "resolved") return false;
    if (this.#world.keepsAnnotations === true && alert.condition === "firing") return true;
    return !this.#rule.annotationsMove && alert.value === value;
  }

  #annotations(data: TemplateData): Record<string, string> {
    const annotations: Record<string, string> = {};
    for (const [name, template] of this.#rule.annotations)
      if (this.#world.mode === "prometheus" || !name.startsWith(POLICY_PREFIX))
        annotations[name] = this.#text(name, template, data);
    return annotations;
  }

  #identify(labels: Labels, data: TemplateData): AlertIdentity {
    const { __name__: _, ...series } = data.labels;
    const own = new Map(Object.entries(series));
    for (const [name, template] of this.#rule.labels) own.set(name, this.#text(name, template, data));
    own.set("alertname", this.#rule.name);
    const alertLabels = Labels.fromEntries([...own]);
    const identity = { key: alertLabels.toString(), labels: alertLabels.toRecord(), series };
    this.#rule.identities?.set(labels, identity);
    return identity;
  }

  #text(name: string, template: Template, data: TemplateData): string {
    const rendered =
      this.#world.mode === "live"
        ? render(template, data, this.#context)
        : renderAsPrometheus(template, data, this.#context);
    for (const { message } of rendered.faults) this.#faults.add(`${name}: ${message}`);
    return rendered.text;
  }
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

import { Labels, parse } from "@mystocks/promql";
import type { Sample } from "@mystocks/promql";
import type { AlertState } from "./alert.ts";
import type { ActiveElement } from "./outcome.ts";
import { POLICY_PREFIX } from "./policy.ts";
import type { AlertIdentity, AlertingRule } from "./rule.ts";
import { querySamples } from "./rule-world.ts";
import type { RuleWorld } from "./rule-world.ts";
import type { TemplateContext } from "./template/functions.ts";
import { render, renderAsPrometheus } from "./template/template.ts";
import type { Template, TemplateData } from "./template/template.ts";
import { HistogramValue } from "./template/value.ts";

/** Renders the labels and annotations of one rule at one instant. */
export class Renderer {
  readonly #rule: AlertingRule;
  readonly #world: RuleWorld;
  readonly #context: TemplateContext;
  readonly #faults = new Set<string>();
  #failures = 0;

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
    return (
      !this.#rule.annotationsMove && alert.value === value && this.#rule.faultless.has(alert.annotations)
    );
  }

  #annotations(data: TemplateData): Record<string, string> {
    const before = this.#failures;
    const annotations: Record<string, string> = {};
    for (const [name, template] of this.#rule.annotations)
      if (this.#world.mode === "prometheus" || !name.startsWith(POLICY_PREFIX))
        annotations[name] = this.#text(name, template, data);
    if (this.#failures === before) this.#rule.faultless.add(annotations);
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
    this.#failures += rendered.faults.length;
    return rendered.text;
  }
}

function templateContext(world: RuleWorld, timeMs: number): TemplateContext {
  return {
    externalUrl: world.externalUrl,
    timeMs,
    query: (expression) =>
      querySamples(parse(expression), world, timeMs).map(({ labels, value, histogram }) => ({
        labels: labels.toRecord(),
        value: histogram === undefined ? value : new HistogramValue(histogram),
      })),
  };
}

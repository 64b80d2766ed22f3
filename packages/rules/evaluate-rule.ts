import { Labels, PromqlError } from "@mystocks/promql";
import type { Sample } from "@mystocks/promql";
import type { AlertState } from "./alert.ts";
import { probeData } from "./data-presence.ts";
import type { DataPresence } from "./data-presence.ts";
import type { ActiveElement, Outcome } from "./outcome.ts";
import { Renderer } from "./renderer.ts";
import type { AlertingRule, RecordingRule } from "./rule.ts";
import { querySamples } from "./rule-world.ts";
import type { RuleWorld } from "./rule-world.ts";

const DEFAULT_LOOKBACK_MS = 5 * 60_000;

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
    const samples = querySamples(rule.expression, world, time.atMs - time.queryOffsetMs);
    return outcomeOf(rule, world, samples, time, active);
  } catch (error) {
    return { kind: "error", message: messageOf(error) };
  }
}

/** With its place in the expression where it has one, as Prometheus writes it: "1:13: …". */
function messageOf(error: unknown): string {
  if (!(error instanceof PromqlError)) return error instanceof Error ? error.message : String(error);
  const { line, column } = error.position;
  return `${line}:${column}: ${error.message}`;
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
  const samples = querySamples(rule.expression, world, queryMs).map((sample) => {
    const entries = new Map(sample.labels.entries());
    entries.set("__name__", rule.name);
    for (const [name, value] of rule.labels) entries.set(name, value);
    return { ...sample, labels: Labels.fromEntries([...entries]) };
  });
  if (new Set(samples.map(({ labels }) => labels.key)).size < samples.length)
    throw new Error("vector contains metrics with the same labelset after applying rule labels");
  return samples;
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

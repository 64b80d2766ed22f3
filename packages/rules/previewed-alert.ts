import type { RangeEvaluation } from "@mystocks/promql";
import { formatDuration } from "./duration.ts";
import type { MemorySeries } from "./memory-series.ts";
import { PreviewRun } from "./preview-run.ts";
import { samplesByStep, writeStates, type Steps } from "./preview-series.ts";
import type { PreviewParts, PreviewWindow } from "./preview.ts";
import type { AlertingRule, RuleGroup } from "./rule.ts";

/** One alerting rule judged part after part: as it is live, and as Prometheus would have. */
export class PreviewedAlert {
  readonly rule: AlertingRule;
  readonly group: RuleGroup;
  readonly live: PreviewRun;
  readonly prometheus: PreviewRun;
  readonly #parts: PreviewParts;
  readonly #window: PreviewWindow;
  readonly #range: RangeEvaluation;
  readonly #states: MemorySeries | undefined;
  readonly #alerts: ReadonlySet<string>;
  /** Selectors that have found nothing yet. */
  readonly #unknown: Set<AlertingRule["selectors"][number]>;
  #nextMs: number;

  /** `states`: where the states of its alerts are written, when a rule reads them; `alerts`: names of all that are previewed. */
  constructor(
    one: { rule: AlertingRule; group: RuleGroup; range: RangeEvaluation },
    parts: PreviewParts,
    window: PreviewWindow,
    { states, alerts }: { states: MemorySeries | undefined; alerts: ReadonlySet<string> },
  ) {
    this.rule = one.rule;
    this.group = one.group;
    this.live = new PreviewRun("live", one, parts, window);
    this.prometheus = new PreviewRun("prometheus", one, parts, window);
    this.#parts = parts;
    this.#window = window;
    this.#range = one.range;
    this.#states = states;
    this.#alerts = alerts;
    this.#unknown = new Set(one.rule.selectors);
    this.#nextMs = window.fromMs;
  }

  get faults(): string[] {
    const unknown = [...this.#unknown]
      .filter(({ metricName }) => metricName?.startsWith("ALERTS") !== true)
      .map(({ matchers }) => `nothing is stored of {${matchers.map(shown).join(", ")}} in this time`);
    const absent = this.rule.selectors.filter((selector) => this.#asksForAbsent(selector));
    const others = absent.map(
      ({ matchers }) =>
        `{${matchers.map(shown).join(", ")}} is of no alert of this draft, and ALERTS holds only those in a preview`,
    );
    const { stepMs } = this.#window;
    const short = this.rule.selectors
      .filter(({ rangeMs }) => rangeMs > 0 && rangeMs < stepMs)
      .map(
        ({ rangeMs }) =>
          `a range of ${formatDuration(rangeMs)} can't be seen: samples are ${formatDuration(stepMs)} apart`,
      );
    return [...this.live.tally.faults, ...new Set([...unknown, ...others, ...short])];
  }

  advance(untilMs: number): void {
    const { queryOffsetMs } = this.group;
    const steps = this.#stepsUntil(untilMs - queryOffsetMs);
    for (; this.#nextMs <= untilMs; this.#nextMs += this.#window.stepMs) {
      const samples = steps === undefined ? undefined : (steps.get(this.#nextMs - queryOffsetMs) ?? []);
      const transitions = this.live.step(this.#nextMs, samples);
      this.prometheus.step(this.#nextMs, samples);
      if (this.#states !== undefined)
        writeStates(this.rule, this.live.state, transitions, this.#states, this.#nextMs - queryOffsetMs);
    }
    this.#look();
  }

  /** undefined: some step fails, and only that one is to. */
  #stepsUntil(untilMs: number): Steps | undefined {
    try {
      return samplesByStep(this.#range.advance(untilMs));
    } catch {
      return undefined;
    }
  }

  #asksForAbsent({ metricName, matchers }: AlertingRule["selectors"][number]): boolean {
    if (metricName?.startsWith("ALERTS") !== true) return false;
    const onName = matchers.filter(({ name }) => name === "alertname");
    return ![...this.#alerts].some((alert) => onName.every((matcher) => matcher.matches(alert)));
  }

  #look(): void {
    const { fromMs, toMs } = this.#window;
    for (const selector of this.#unknown)
      if (this.#parts.store.select(selector.matchers, fromMs, toMs).some(({ length }) => length > 0))
        this.#unknown.delete(selector);
  }
}

const shown = ({ name, operator, value }: { name: string; operator: string; value: string }) =>
  `${name}${operator}${JSON.stringify(value)}`;

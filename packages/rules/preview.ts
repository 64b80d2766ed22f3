import { RangeEvaluation, type SeriesStore } from "@mystocks/promql";
import type { Transition } from "./alert.ts";
import { formatDuration } from "./duration.ts";
import { MemorySeries } from "./memory-series.ts";
import { Overlay, PreviewedRecord } from "./preview-series.ts";
import { PreviewedAlert } from "./previewed-alert.ts";
import type { PreviewCounts, PreviewEpisode } from "./preview-tally.ts";
import type { AlertingRule, Rule, RuleGroup } from "./rule.ts";
import type { RuleWorld } from "./rule-world.ts";
import type { Silence } from "./silence.ts";
import type { Calendars } from "./trading-time.ts";

/** Both ends are judged. */
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
  /** In force at an instant of the window; none when left out. */
  silencesAt?: (atMs: number) => readonly Silence[];
  /** Who is woken when an alert of the rule fires. */
  receiversOf?: (rule: AlertingRule, transition: Transition) => readonly string[];
}

export interface RulePreview extends PreviewCounts {
  rule: string;
  group: string;
  line: number;
  /** The first thousand; the counts are of all. */
  episodes: readonly PreviewEpisode[];
  /** How often each receiver would have been woken. */
  woken: ReadonlyMap<string, number>;
  /** What Prometheus would have made of the same data: no data means resolved there, and there are no silences. */
  asPrometheus: PreviewCounts;
  /** What was wrong at some step, each once, and what there was nothing of. */
  faults: readonly string[];
}

export interface PreviewReport {
  window: PreviewWindow;
  rules: readonly RulePreview[];
}

/**
 * What rules would have done over a past window: judged step by step by the code that judges live, part after part, so
 * that whoever asks can do other things between two parts. Recorded series of the rules themselves take the place of
 * stored ones; a rule sees those that stand before it.
 */
export class Preview {
  /** What its recording rules have recorded up to now. */
  readonly recorded: SeriesStore;
  readonly #window: PreviewWindow;
  readonly #rules: readonly (PreviewedAlert | PreviewedRecord)[];

  /** Throws RangeError for a rule whose expression is neither a scalar nor a vector. */
  constructor(groups: readonly RuleGroup[], parts: PreviewParts, window: PreviewWindow) {
    this.#window = window;
    const rules = groups.flatMap((group) => group.rules.map((rule) => ({ rule, group })));
    const recorded = new MemorySeries();
    this.recorded = recorded;
    const names = rules.filter(({ rule }) => rule.kind === "record").map(({ rule }) => rule.name);
    const store = new Overlay(parts.store, recorded, new Set(names));
    const alerts = new Set(rules.flatMap(({ rule }) => (rule.kind === "alert" ? [rule.name] : [])));
    const states = rules.some(({ rule }) => readsAlertStates(rule)) ? recorded : undefined;
    this.#rules = rules.map(({ rule, group }) => {
      const range = rangeOf(rule, group, { ...parts, store }, window);
      return rule.kind === "record"
        ? new PreviewedRecord({ rule, group, range }, recorded, window.stepMs)
        : new PreviewedAlert({ rule, group, range }, { ...parts, store }, window, { states, alerts });
    });
  }

  /** Judges the steps up to and with this instant. */
  advance(untilMs: number): void {
    for (const rule of this.#rules) rule.advance(Math.min(untilMs, this.#window.toMs));
  }

  report(): PreviewReport {
    const alerts = this.#rules.filter((rule) => rule instanceof PreviewedAlert);
    return { window: this.#window, rules: alerts.map(reportOf) };
  }
}

/** The whole preview at once. */
export function previewRules(
  groups: readonly RuleGroup[],
  parts: PreviewParts,
  window: PreviewWindow,
): PreviewReport {
  const preview = new Preview(groups, parts, window);
  preview.advance(window.toMs);
  return preview.report();
}

/** For people. */
export function formatPreview({ window, rules }: PreviewReport): string {
  const days = formatDuration(window.toMs - window.fromMs);
  const lines = rules.map((rule) => {
    const { firings, firingMs, notifications, asPrometheus, faults } = rule;
    const share = `fired ${firings} times, ${formatDuration(Math.round(firingMs / 1000) * 1000)} in all, ${notifications} notifications`;
    const same = asPrometheus.firings === firings && asPrometheus.notifications === notifications;
    const other = same
      ? ""
      : `; Prometheus: ${asPrometheus.firings} times, ${asPrometheus.notifications} notifications`;
    return [`${rule.group} ${rule.rule}: ${share}${other}`, ...faults.map((fault) => `  ${fault}`)].join(
      "\n",
    );
  });
  return [`the last ${days}, every ${formatDuration(window.stepMs)}:`, ...lines].join("\n");
}

function reportOf({ rule, group, live, prometheus, faults }: PreviewedAlert): RulePreview {
  return {
    rule: rule.name,
    group: group.name,
    line: rule.line,
    ...live.tally.counts,
    episodes: live.tally.episodes,
    woken: live.tally.woken,
    asPrometheus: prometheus.tally.counts,
    faults,
  };
}

/** Only then are alert states written as series: there are two for each alert and step. */
function readsAlertStates({ selectors }: Rule): boolean {
  return selectors.some(({ metricName }) => metricName === undefined || metricName.startsWith("ALERTS"));
}

function rangeOf(
  rule: Rule,
  { queryOffsetMs }: RuleGroup,
  { store, options }: PreviewParts,
  { fromMs, toMs, stepMs }: PreviewWindow,
): RangeEvaluation {
  const window = { startMs: fromMs - queryOffsetMs, endMs: toMs - queryOffsetMs, stepMs };
  return new RangeEvaluation(rule.expression, store, window, options);
}

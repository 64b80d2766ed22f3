import type { RuleState } from "./alert.ts";
import { newRuleState } from "./alert.ts";
import { formatDuration } from "./duration.ts";
import { outcomeOf } from "./evaluate-rule.ts";
import { judge } from "./judge.ts";
import { MemorySeries } from "./memory-series.ts";
import { Overlay, recordOver, samplesOver, writeStates } from "./preview-series.ts";
import type { PreviewParts, PreviewWindow, Steps } from "./preview-series.ts";
import { newTally, tally } from "./preview-tally.ts";
import type { PreviewCounts, PreviewEpisode } from "./preview-tally.ts";
import type { AlertingRule, Rule, RuleGroup } from "./rule.ts";
import type { RuleWorld } from "./rule-world.ts";
import type { Judgement } from "./tick.ts";
import type { Calendars } from "./trading-time.ts";

export interface RulePreview extends PreviewCounts {
  rule: string;
  group: string;
  line: number;
  /** The first thousand; the counts are of all. */
  episodes: readonly PreviewEpisode[];
  /** What Prometheus would have made of the same data: no data means resolved there. */
  asPrometheus: PreviewCounts;
  /** What was wrong at some step, each once. */
  faults: readonly string[];
}

export interface PreviewReport {
  window: PreviewWindow;
  rules: readonly RulePreview[];
}

/**
 * What rules would have done over a past window: judged step by step by the code that judges live. Recorded series of
 * the rules themselves take the place of stored ones; a rule sees those that stand before it.
 */
export function previewRules(
  groups: readonly RuleGroup[],
  parts: PreviewParts,
  window: PreviewWindow,
): PreviewReport {
  const recorded = new MemorySeries();
  const store = new Overlay(
    parts.store,
    recorded,
    new Set(groups.flatMap(({ rules }) => rules.filter(isRecord).map(({ name }) => name))),
  );
  const readsStates = groups.some(({ rules }) => rules.some(readsAlertStates));
  const states = readsStates ? recorded : undefined;
  const previews = groups.flatMap((group) =>
    group.rules.flatMap((rule) => {
      if (rule.kind === "record") recordOver(rule, group, { ...parts, store }, window, recorded);
      return rule.kind === "record" ? [] : [previewAlert(rule, group, { ...parts, store }, window, states)];
    }),
  );
  return { window, rules: previews };
}

const isRecord = (rule: Rule) => rule.kind === "record";

/** Only then are alert states written as series: there are two for each alert and step. */
function readsAlertStates({ selectors }: Rule): boolean {
  return selectors.some(({ metricName }) => metricName === undefined || metricName.startsWith("ALERTS"));
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

function previewAlert(
  rule: AlertingRule,
  group: RuleGroup,
  parts: PreviewParts,
  window: PreviewWindow,
  recorded: MemorySeries | undefined,
): RulePreview {
  const common = { rule: rule.name, group: group.name, line: rule.line };
  let steps: Steps;
  try {
    steps = samplesOver(rule, group, parts, window);
  } catch (error) {
    const empty = newTally();
    return {
      ...common,
      ...empty.counts,
      episodes: [],
      asPrometheus: empty.counts,
      faults: [error instanceof Error ? error.message : String(error)],
    };
  }
  const live = judgeSteps(
    rule,
    group,
    { ...parts, mode: "live", keepsAnnotations: true },
    parts.calendars,
    window,
    steps,
    recorded,
  );
  const prometheus = judgeSteps(
    rule,
    group,
    { ...parts, mode: "prometheus", keepsAnnotations: true },
    parts.calendars,
    window,
    steps,
    undefined,
  );
  return {
    ...common,
    ...live.counts,
    episodes: live.episodes,
    asPrometheus: prometheus.counts,
    faults: [...live.faults],
  };
}

function judgeSteps(
  rule: AlertingRule,
  { queryOffsetMs, limit }: RuleGroup,
  world: RuleWorld,
  calendars: Calendars,
  window: PreviewWindow,
  steps: Steps,
  recorded: MemorySeries | undefined,
) {
  const result = newTally();
  const options = { mode: world.mode, calendars, limit, gapToleranceMs: 2 * window.stepMs };
  let state: RuleState = newRuleState();
  for (let atMs = window.fromMs; atMs <= window.toMs; atMs += window.stepMs) {
    const samples = steps.get(atMs - queryOffsetMs) ?? [];
    // Most rules are silent most of the time: then nothing can change.
    if (samples.length === 0 && Object.keys(state.alerts).length === 0 && rule.policy.noData !== "fire") {
      state = { ...state, judgedAtMs: atMs };
      continue;
    }
    const outcome = outcomeOf(rule, world, samples, { atMs, queryOffsetMs }, state.alerts);
    const judged: Judgement = judge(rule, state, outcome, atMs, options);
    if (recorded !== undefined)
      writeStates(rule, judged.state, judged.transitions, recorded, atMs - queryOffsetMs);
    state = judged.state;
    tally(result, state, judged.transitions, window.stepMs);
  }
  return result;
}

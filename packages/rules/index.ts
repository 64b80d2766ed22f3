export { newRuleState, valueOf } from "./alert.ts";
export type {
  Acknowledgement,
  AlertState,
  Closing,
  Condition,
  Handling,
  RuleState,
  Transition,
  TransitionKind,
} from "./alert.ts";
export { because, becauseOf } from "./cause.ts";
export type { Reasoned } from "./cause.ts";
export { checkRules, formatCheckReport } from "./check-rules.ts";
export type { CheckReport } from "./check-rules.ts";
export { evaluateAlert, evaluateRecording } from "./evaluate-rule.ts";
export type { EvaluationTime } from "./evaluate-rule.ts";
export type { RuleWorld } from "./rule-world.ts";
export { formatDuration, parseDuration } from "./duration.ts";
export { acknowledge, close } from "./handling.ts";
export { judge } from "./judge.ts";
export type { Judgement, JudgeOptions } from "./tick.ts";
export { marketSamples } from "./market-series.ts";
export type { MarketSample } from "./market-series.ts";
export { MemorySeries } from "./memory-series.ts";
export type { SampleSink } from "./memory-series.ts";
export type { ActiveElement, Outcome } from "./outcome.ts";
export { DEFAULT_POLICY, POLICY_PREFIX } from "./policy.ts";
export { formatPreview, Preview, previewRules } from "./preview.ts";
export type { PreviewParts, PreviewReport, PreviewWindow, RulePreview } from "./preview.ts";
export type { PreviewCounts, PreviewEpisode } from "./preview-tally.ts";
export { retireRule, reviseState } from "./revise.ts";
export { formatProblem, RuleFileError } from "./problem.ts";
export type { Problem } from "./problem.ts";
export { parseRuleFile } from "./rule-file.ts";
export type { RuleFile, RuleFileOptions } from "./rule-file.ts";
export type {
  AlertingRule,
  AlertPolicy,
  FlapPolicy,
  NoDataBehaviour,
  RecordingRule,
  Rule,
  RuleGroup,
} from "./rule.ts";
export { newGroupRun, runGroup } from "./run-group.ts";
export type { GroupOptions, GroupRun, GroupTick } from "./run-group.ts";
export { applySilences, mutesEverything, mutesRules, mutingSilence, silenceMatcher } from "./silence.ts";
export type { Silence } from "./silence.ts";
export { silencedTick } from "./silenced-tick.ts";
export type { Calendars } from "./trading-time.ts";
export { formatTestReport, testRules, testRuleSteps } from "./unit-test/test-rules.ts";
export type { TestFailure } from "./unit-test/compare.ts";
export type { TestParts, TestReport } from "./unit-test/test-rules.ts";

import { SharedVectors } from "@mystocks/promql";
import type { Labels } from "@mystocks/promql";
import type { RuleState, Transition } from "./alert.ts";
import { newRuleState } from "./alert.ts";
import { evaluateAlert, evaluateRecording } from "./evaluate-rule.ts";
import type { RuleWorld } from "./rule-world.ts";
import { judge } from "./judge.ts";
import type { JudgeOptions } from "./tick.ts";
import type { SampleSink } from "./memory-series.ts";
import { STATE_METRICS, stateSamples } from "./state-samples.ts";
import type { AlertingRule, RecordingRule, Rule, RuleGroup } from "./rule.ts";

/** What a group remembers from tick to tick. */
export interface GroupRun {
  states: Record<string, RuleState>;
  /** Series that each rule wrote last time, so that those that end are marked stale. Not stored. */
  written: Record<string, ReadonlyMap<string, Labels>>;
}

export interface GroupTick {
  run: GroupRun;
  transitions: { rule: AlertingRule; transition: Transition }[];
  /** Rules that could not be evaluated. */
  failures: { rule: Rule; message: string }[];
}

export interface GroupOptions extends Omit<JudgeOptions, "limit"> {
  /** After each rule, whether it could be evaluated or not. */
  onEvaluated?: (rule: Rule) => void;
}

export function newGroupRun(): GroupRun {
  return { states: {}, written: {} };
}

/**
 * Evaluates the rules of a group in order at one instant. Samples go to the sink at once: later rules see them if the
 * world's store reads from it.
 */
export function runGroup(
  group: RuleGroup,
  world: RuleWorld,
  sink: SampleSink,
  run: GroupRun,
  atMs: number,
  options: GroupOptions,
): GroupTick {
  const next: GroupRun = { states: { ...run.states }, written: { ...run.written } };
  const tick: GroupTick = { run: next, transitions: [], failures: [] };
  const shared = new SharedVectors(atMs - group.queryOffsetMs, writtenBy(group));
  const sharing: RuleWorld = { ...world, options: { ...world.options, shared } };
  for (const rule of group.rules) {
    if (rule.kind === "record") record(rule, group, sharing, sink, atMs, tick);
    else alert(rule, group, sharing, sink, atMs, options, tick);
    options.onEvaluated?.(rule);
  }
  return tick;
}

/** Metrics that its rules write while it is evaluated. */
function writtenBy({ rules }: RuleGroup): ReadonlySet<string> {
  const written = new Set<string>(STATE_METRICS);
  for (const { kind, name } of rules) if (kind === "record") written.add(name);
  return written;
}

function record(
  rule: RecordingRule,
  group: RuleGroup,
  world: RuleWorld,
  sink: SampleSink,
  atMs: number,
  tick: GroupTick,
): void {
  const queryMs = atMs - group.queryOffsetMs;
  try {
    const samples = evaluateRecording(rule, world, queryMs);
    if (group.limit > 0 && samples.length > group.limit)
      throw new Error(`exceeded limit of ${group.limit} with ${samples.length} series`);
    write(
      rule,
      samples.map(({ labels, value, histogram }) => ({ labels, sample: histogram ?? value })),
      sink,
      queryMs,
      tick.run,
    );
  } catch (error) {
    tick.failures.push({ rule, message: error instanceof Error ? error.message : String(error) });
  }
}

function alert(
  rule: AlertingRule,
  group: RuleGroup,
  world: RuleWorld,
  sink: SampleSink,
  atMs: number,
  options: GroupOptions,
  tick: GroupTick,
): void {
  const state = tick.run.states[rule.id] ?? newRuleState();
  const { queryOffsetMs, limit } = group;
  const outcome = evaluateAlert(rule, world, { atMs, queryOffsetMs }, state.alerts);
  const judged = judge(rule, state, outcome, atMs, { ...options, limit });
  tick.run.states[rule.id] = judged.state;
  tick.transitions.push(...judged.transitions.map((transition) => ({ rule, transition })));
  const isFailed = judged.state.failedTicks > 0;
  if (isFailed) tick.failures.push({ rule, message: judged.state.faults[0] ?? "" });
  // Prometheus writes nothing for a rule that failed; ours has judged on unless the expression itself failed.
  if (outcome.kind === "error" || (isFailed && options.mode === "prometheus")) return;
  const active = Object.values(judged.state.alerts).filter(({ condition }) => condition !== "resolved");
  write(
    rule,
    active.flatMap((one) => stateSamples(rule, one)),
    sink,
    atMs - queryOffsetMs,
    tick.run,
  );
}

interface Written {
  labels: Labels;
  sample: Parameters<SampleSink["append"]>[2];
}

function write(rule: Rule, samples: readonly Written[], sink: SampleSink, atMs: number, run: GroupRun): void {
  const now = new Map(samples.map(({ labels }) => [labels.key, labels]));
  for (const { labels, sample } of samples) sink.append(labels, atMs, sample);
  for (const [key, labels] of run.written[rule.id] ?? []) if (!now.has(key)) sink.markStale(labels, atMs);
  run.written[rule.id] = now;
}

import {
  applySilences,
  newGroupRun,
  newRuleState,
  retireRule,
  reviseState,
  runGroup,
  type AlertState,
  type GroupOptions,
  type GroupRun,
  type Rule,
  type RuleState,
  type RuleWorld,
  type SampleSink,
  type Silence,
  type Transition,
} from "@mystocks/rules";
import type { JudgedGroup } from "../rules-in-force/judged-group.ts";
import { fingerprintOf } from "./alert-row.ts";
import { essence, isAtRest } from "./at-rest.ts";
import type { Judged, JudgedTransition } from "./save-judgement.ts";

export interface ShardJudgeParts {
  world: RuleWorld;
  sink: SampleSink;
  options: GroupOptions;
  /** What the store remembers of the shard's rules, by rule id. */
  states: ReadonlyMap<string, RuleState>;
}

/** When a rule was last judged, and how long that took. */
export interface RuleTiming {
  atMs: number;
  seconds: number;
}

const RESTING = "";

/** The memory of one shard's rules. Judging never touches the store. */
export class ShardJudge {
  readonly #parts: ShardJudgeParts;
  readonly #states: Map<string, RuleState>;
  /** As last handed over to be saved. */
  readonly #essences = new Map<string, string>();
  readonly #written = new Map<string, GroupRun["written"]>();

  constructor(parts: ShardJudgeParts) {
    this.#parts = parts;
    this.#states = new Map(parts.states);
    for (const [ruleId, state] of parts.states) this.#essences.set(ruleId, essence(state));
  }

  /** Failures of rules that have failed at their last evaluation, by rule id. */
  readonly failures = new Map<string, string>();
  /** By rule id. */
  readonly timings = new Map<string, RuleTiming>();

  state(ruleId: string): RuleState | undefined {
    return this.#states.get(ruleId);
  }

  *states(): Iterable<[string, RuleState]> {
    yield* this.#states;
  }

  judge({ group, key }: JudgedGroup, silences: readonly Silence[], atMs: number): Judged {
    const { world, sink, options } = this.#parts;
    const states = Object.fromEntries(
      group.rules.flatMap(({ id }) => {
        const state = this.#states.get(id);
        return state === undefined ? [] : [[id, state] as const];
      }),
    );
    const run: GroupRun = { ...newGroupRun(), states, written: this.#written.get(key) ?? {} };
    const onEvaluated = this.#stopwatch(atMs);
    const tick = runGroup(group, world, sink, run, atMs, { ...options, onEvaluated });
    this.#written.set(key, tick.run.written);
    for (const { id } of group.rules) this.failures.delete(id);
    for (const { rule, message } of tick.failures) this.failures.set(rule.id, message);
    const transitions: JudgedTransition[] = [...tick.transitions];
    for (const rule of group.rules) {
      if (rule.kind === "record") this.#noteRecorded(rule.id);
      const state = tick.run.states[rule.id];
      if (rule.kind !== "alert" || state === undefined) continue;
      const silenced = applySilences(state, silences, atMs);
      this.#states.set(rule.id, silenced.state);
      transitions.push(...silenced.transitions.map((transition) => ({ rule, transition })));
    }
    return {
      transitions: this.#asSilenced(transitions),
      states: this.#changed(group.rules.map(({ id }) => id)),
    };
  }

  /** What people did with an alert, told by whoever wrote it. */
  change(fingerprint: string, change: (alert: AlertState) => AlertState): void {
    for (const [ruleId, state] of this.#states)
      for (const [key, alert] of Object.entries(state.alerts))
        if (fingerprintOf(ruleId, alert.labels) === fingerprint)
          this.#states.set(ruleId, { ...state, alerts: { ...state.alerts, [key]: change(alert) } });
  }

  /** A rule is not in force any more. */
  forget(ruleId: string): void {
    this.#states.delete(ruleId);
    this.#essences.delete(ruleId);
    this.failures.delete(ruleId);
    this.timings.delete(ruleId);
  }

  /** Other rules are in force: what still fires of those that are gone ends, what goes on keeps its progress. */
  revise(before: readonly Rule[], after: ReadonlyMap<string, Rule>, atMs: number): Judged {
    const transitions: JudgedTransition[] = [];
    const states = new Map<string, RuleState | undefined>();
    for (const rule of before) {
      const state = this.#states.get(rule.id);
      const next = after.get(rule.id);
      if (next?.kind !== rule.kind) {
        if (state !== undefined) states.set(rule.id, undefined);
        this.forget(rule.id);
      }
      if (rule.kind !== "alert" || state === undefined) continue;
      const told = (transition: Transition) => ({ rule, transition });
      if (next?.kind === "alert") {
        const revised = reviseState(rule, next, state, atMs);
        this.#states.set(rule.id, revised.state);
        transitions.push(...revised.transitions.map(told));
      } else transitions.push(...retireRule(state, atMs).map(told));
    }
    return { transitions, states };
  }

  /** What other replicas know by: a recording rule has nothing to remember but that it fails. */
  #noteRecorded(ruleId: string): void {
    const failure = this.failures.get(ruleId);
    const before = this.#states.get(ruleId);
    if (failure !== undefined)
      this.#states.set(ruleId, {
        alerts: {},
        failedTicks: (before?.failedTicks ?? 0) + 1,
        faults: [failure],
      });
    else if (before !== undefined) this.#states.set(ruleId, newRuleState());
  }

  #stopwatch(atMs: number): (rule: Rule) => void {
    let startMs = performance.now();
    return ({ id }) => {
      const endMs = performance.now();
      this.timings.set(id, { atMs, seconds: (endMs - startMs) / 1000 });
      startMs = endMs;
    };
  }

  /** An alert that fires under a silence is muted from its first moment on, not only after it was told. */
  #asSilenced(transitions: JudgedTransition[]): JudgedTransition[] {
    return transitions.map((one) => {
      const { rule, transition } = one;
      const mutedBy = this.#states.get(rule.id)?.alerts[transition.alert.key]?.mutedBy;
      if (mutedBy === undefined || transition.alert.mutedBy !== undefined) return one;
      return { rule, transition: { ...transition, alert: { ...transition.alert, mutedBy } } };
    });
  }

  #changed(ruleIds: readonly string[]): Map<string, RuleState | undefined> {
    const changed = new Map<string, RuleState | undefined>();
    for (const ruleId of ruleIds) {
      const state = this.#states.get(ruleId);
      if (state === undefined) continue;
      const rests = isAtRest(state);
      const now = rests ? RESTING : essence(state);
      if ((this.#essences.get(ruleId) ?? RESTING) === now) continue;
      this.#essences.set(ruleId, now);
      changed.set(ruleId, rests ? undefined : state);
    }
    return changed;
  }
}

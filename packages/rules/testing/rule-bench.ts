import { EXCHANGES, openCalendar } from "@mystocks/calendar";
import { Labels } from "@mystocks/promql";
import { evaluateAlert, judge, MemorySeries, newRuleState, parseRuleFile } from "../index.ts";
import type { AlertingRule, JudgeOptions, RuleState, RuleWorld, Transition } from "../index.ts";

/** A rule with its store and state, driven tick by tick. */
export interface RuleBench {
  readonly rule: AlertingRule;
  readonly store: MemorySeries;
  state: RuleState;
  /** Appends a sample of the metric `m` at an instant; null is a staleness marker. */
  set(atMs: number, labels: Record<string, string>, value: number | null): void;
  tick(atMs: number): Transition[];
  /** Kinds of the transitions of a tick. */
  kinds(atMs: number): string[];
}

const CALENDARS = new Map(EXCHANGES.map((mic) => [mic, openCalendar(mic)]));

export const SECOND = 1000;
export const MINUTE = 60_000;

/** `fields` are lines below `alert: A`, as they stand in a rule file. */
export function ruleBench(fields: string, options: Partial<JudgeOptions> = {}): RuleBench {
  const text = [
    "groups:",
    "- name: g",
    "  rules:",
    "  - alert: A",
    ...fields.split("\n").map((line) => `    ${line}`),
  ].join("\n");
  const rule = parseRuleFile("test.yml", text).groups[0]!.rules[0] as AlertingRule;
  const store = new MemorySeries();
  const judgeOptions: JudgeOptions = {
    mode: "live",
    calendars: (mic) => CALENDARS.get(mic),
    limit: 0,
    gapToleranceMs: MINUTE,
    ...options,
  };
  const world: RuleWorld = {
    store,
    externalLabels: {},
    externalUrl: "",
    options: {},
    mode: judgeOptions.mode,
  };
  const bench: RuleBench = {
    rule,
    store,
    state: newRuleState(),
    set(atMs, labels, value) {
      const all = Labels.of({ __name__: "m", ...labels });
      if (value === null) store.markStale(all, atMs);
      else store.append(all, atMs, value);
    },
    tick(atMs) {
      const outcome = evaluateAlert(rule, world, { atMs, queryOffsetMs: 0 }, bench.state.alerts);
      const judged = judge(rule, bench.state, outcome, atMs, judgeOptions);
      // What is stored is what is restored: each tick begins after a restart.
      bench.state = JSON.parse(JSON.stringify(judged.state)) as RuleState;
      return judged.transitions;
    },
    kinds: (atMs) => bench.tick(atMs).map(({ kind }) => kind),
  };
  return bench;
}

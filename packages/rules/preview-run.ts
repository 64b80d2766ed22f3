import type { Sample } from "@mystocks/promql";
import { newRuleState } from "./alert.ts";
import type { RuleState, Transition } from "./alert.ts";
import { evaluateAlert, outcomeOf } from "./evaluate-rule.ts";
import { judge } from "./judge.ts";
import type { PreviewParts, PreviewWindow } from "./preview.ts";
import { Tally } from "./preview-tally.ts";
import type { AlertingRule, RuleGroup } from "./rule.ts";
import type { RuleWorld } from "./rule-world.ts";
import { silencedTick } from "./silenced-tick.ts";

/** One alerting rule judged step after step in one mode, by the code that judges live. */
export class PreviewRun {
  readonly tally: Tally;
  state: RuleState = newRuleState();
  readonly #rule: AlertingRule;
  readonly #group: RuleGroup;
  readonly #parts: PreviewParts;
  readonly #world: RuleWorld;
  readonly #stepMs: number;

  constructor(
    mode: RuleWorld["mode"],
    { rule, group }: { rule: AlertingRule; group: RuleGroup },
    parts: PreviewParts,
    { stepMs }: PreviewWindow,
  ) {
    const { receiversOf } = parts;
    this.#rule = rule;
    this.#group = group;
    this.#parts = parts;
    this.#world = { ...parts, mode, keepsAnnotations: true };
    this.#stepMs = stepMs;
    this.tally = new Tally(stepMs, (transition) => receiversOf?.(rule, transition) ?? []);
  }

  /** `samples`: what the expression gave; undefined: it is evaluated here, since some step of its part fails. */
  step(atMs: number, samples: readonly Sample[] | undefined): readonly Transition[] {
    const { alerts } = this.state;
    const isSilent = samples?.length === 0 && Object.keys(alerts).length === 0;
    // Most rules are silent most of the time: then nothing can change.
    if (isSilent && this.#rule.policy.noData !== "fire") {
      this.state = { ...this.state, judgedAtMs: atMs };
      return [];
    }
    const time = { atMs, queryOffsetMs: this.#group.queryOffsetMs };
    const outcome =
      samples === undefined
        ? evaluateAlert(this.#rule, this.#world, time, alerts)
        : outcomeOf(this.#rule, this.#world, samples, time, alerts);
    const judged = this.#silenced(judge(this.#rule, this.state, outcome, atMs, this.#options()), atMs);
    this.state = judged.state;
    this.tally.add(judged.state, judged.transitions);
    return judged.transitions;
  }

  #silenced(judged: { state: RuleState; transitions: Transition[] }, atMs: number) {
    if (this.#world.mode !== "live" || Object.keys(judged.state.alerts).length === 0) return judged;
    return silencedTick(judged, this.#parts.silencesAt?.(atMs) ?? [], atMs);
  }

  #options() {
    const { calendars } = this.#parts;
    return {
      mode: this.#world.mode,
      calendars,
      limit: this.#group.limit,
      gapToleranceMs: 2 * this.#stepMs,
    };
  }
}

import { format } from "@mystocks/promql";
import type { AlertState, RuleState, Transition } from "./alert.ts";
import { because } from "./cause.ts";
import { endFlapping } from "./flap.ts";
import type { AlertingRule } from "./rule.ts";

/**
 * The state for a new version of a rule. While the expression means the same, alerts keep their identity and their
 * progress, whatever else changed; with another expression they are judged anew by it, and none is known to have had a
 * source that could fall silent.
 */
export function reviseState(before: AlertingRule, after: AlertingRule, state: RuleState): RuleState {
  if (format(before.expression) === format(after.expression)) return state;
  const alerts = Object.values(state.alerts)
    .filter(({ condition }) => condition !== "pending")
    .map((alert): [string, AlertState] => [alert.key, { ...alert, sources: [] }]);
  return { ...state, alerts: Object.fromEntries(alerts), failedTicks: 0, faults: [] };
}

/** The ends of all that still fires when a rule is removed: a firing is always followed by an end. */
export function retireRule(state: RuleState, atMs: number): Transition[] {
  return Object.values(state.alerts)
    .filter(({ condition, noData }) => condition === "firing" || noData?.before === "firing")
    .map((alert) => {
      const { noData: _, falseSinceMs: __, ...rest } = endFlapping(alert);
      const ended: AlertState = {
        ...rest,
        condition: "resolved",
        resolvedAtMs: atMs,
        handling: "closed",
        closing: alert.closing ?? { atMs, reason: "rule removed" },
      };
      return {
        kind: "resolved",
        atMs,
        ...because("rule_removed"),
        notify: alert.handling !== "closed",
        alert: ended,
      };
    });
}

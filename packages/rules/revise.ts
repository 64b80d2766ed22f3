import { format } from "@mystocks/promql";
import type { AlertState, RuleState, Transition } from "./alert.ts";
import { because } from "./cause.ts";
import { endFlapping } from "./flap.ts";
import type { AlertingRule } from "./rule.ts";

/**
 * The state for a new version of a rule, and what that ends. While the expression means the same, alerts keep their
 * identity and their progress, whatever else changed; with another expression what is pending begins anew, and what
 * fires is judged by it, and is not known to have had a source that could fall silent.
 */
export function reviseState(
  before: AlertingRule,
  after: AlertingRule,
  state: RuleState,
  atMs: number,
): { state: RuleState; transitions: Transition[] } {
  if (format(before.expression) === format(after.expression)) return { state, transitions: [] };
  const [pending, others] = parted(state);
  const alerts = others.map((alert): [string, AlertState] => [alert.key, { ...alert, sources: [] }]);
  return {
    state: { ...state, alerts: Object.fromEntries(alerts), failedTicks: 0, faults: [] },
    transitions: pending.map((alert) => dropped(alert, atMs, "expression_changed")),
  };
}

/** The ends of all that goes on when a rule is removed: a firing is always followed by an end. */
export function retireRule(state: RuleState, atMs: number): Transition[] {
  const [pending, others] = parted(state);
  return [
    ...pending.map((alert) => dropped(alert, atMs, "rule_removed")),
    ...others.filter(({ condition }) => condition !== "resolved").map((alert) => retired(alert, atMs)),
  ];
}

/** Those that have not fired yet, and the others. */
function parted({ alerts }: RuleState): [AlertState[], AlertState[]] {
  const isPending = ({ condition, noData }: AlertState) =>
    condition === "pending" || (condition === "no_data" && noData?.before !== "firing");
  const all = Object.values(alerts);
  return [all.filter(isPending), all.filter((alert) => !isPending(alert))];
}

function dropped(alert: AlertState, atMs: number, code: "expression_changed" | "rule_removed"): Transition {
  return { kind: "dropped", atMs, ...because(code), notify: false, alert };
}

function retired(alert: AlertState, atMs: number): Transition {
  const { noData: _, falseSinceMs: __, ...rest } = endFlapping(alert);
  const ended: AlertState = {
    ...rest,
    condition: "resolved",
    resolvedAtMs: atMs,
    handling: "closed",
    closing: alert.closing ?? { atMs, reason: "rule removed" },
  };
  const notify = alert.handling !== "closed";
  return { kind: "resolved", atMs, ...because("rule_removed"), notify, alert: ended };
}

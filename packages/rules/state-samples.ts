import { Labels } from "@mystocks/promql";
import type { AlertState } from "./alert.ts";
import type { AlertingRule, StateLabels } from "./rule.ts";

export const STATE_METRICS = ["ALERTS", "ALERTS_FOR_STATE"] as const;

/** The series by which Prometheus shows alerts to queries. */
export function stateSamples(rule: AlertingRule, one: AlertState): { labels: Labels; sample: number }[] {
  const { pending, firing, since } = stateLabels(rule, one);
  return [
    { labels: one.condition === "pending" ? pending : firing, sample: 1 },
    { labels: since, sample: Math.floor(one.activeSinceMs / 1000) },
  ];
}

function stateLabels(rule: AlertingRule, { labels }: AlertState): StateLabels {
  const known = rule.stateLabels.get(labels);
  if (known !== undefined) return known;
  const raw = [...rule.labels].map(([name, { text }]) => [name, text] as const);
  const own = new Map([...raw, ...Object.entries(labels)]);
  const named = (name: string, more: readonly (readonly [string, string])[]) =>
    Labels.fromEntries([...new Map([...own, ["__name__", name], ...more])]);
  const made = {
    pending: named("ALERTS", [["alertstate", "pending"]]),
    firing: named("ALERTS", [["alertstate", "firing"]]),
    since: named("ALERTS_FOR_STATE", []),
  };
  rule.stateLabels.set(labels, made);
  return made;
}

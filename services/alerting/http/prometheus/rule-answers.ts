import { valueOf, type AlertState, type Rule } from "@mystocks/rules";
import type { HttpParts } from "../parts.ts";
import { valueText } from "./answer.ts";

const STATES = { firing: 2, pending: 1, inactive: 0 } as const;
type State = keyof typeof STATES;

/** no_data is a state of ours: it goes on as what it was before. */
const stateOf = ({ condition, noData }: AlertState): State =>
  condition === "firing" || (condition === "no_data" && noData?.before === "firing") ? "firing" : "pending";

export function shownAlerts({ stateOf: read }: HttpParts, { id }: Pick<Rule, "id">) {
  return Object.values(read(id)?.alerts ?? {})
    .filter(({ condition }) => condition !== "resolved")
    .map((alert) => ({
      labels: alert.labels,
      annotations: alert.annotations,
      state: stateOf(alert),
      activeAt: new Date(alert.activeSinceMs).toISOString(),
      value: valueText(valueOf(alert)),
    }));
}

export function ruleGroups(parts: HttpParts, type: string | undefined) {
  const failures = parts.failures();
  return parts.rules.groups.map(({ group, intervalMs }) => ({
    name: group.name,
    file: group.file,
    interval: intervalMs / 1000,
    limit: group.limit,
    evaluationTime: 0,
    lastEvaluation: new Date(parts.now()).toISOString(),
    rules: group.rules
      .filter(({ kind }) => type === undefined || type === kind)
      .map((rule) => ({
        name: rule.name,
        query: rule.expression.text,
        health: failures.has(rule.id) ? "err" : "ok",
        ...(failures.has(rule.id) && { lastError: failures.get(rule.id) }),
        labels: Object.fromEntries(
          [...rule.labels].map(([name, value]) => [name, typeof value === "string" ? value : value.text]),
        ),
        evaluationTime: 0,
        lastEvaluation: new Date(parts.now()).toISOString(),
        ...(rule.kind === "record" ? { type: "recording" } : alertingPart(parts, rule)),
      })),
  }));
}

function alertingPart(parts: HttpParts, rule: Extract<Rule, { kind: "alert" }>) {
  const alerts = shownAlerts(parts, rule);
  const worst = alerts.reduce<State>(
    (most, { state }) => (STATES[state] > STATES[most] ? state : most),
    "inactive",
  );
  return {
    type: "alerting",
    state: worst,
    duration: rule.forMs / 1000,
    keepFiringFor: rule.keepFiringForMs / 1000,
    annotations: Object.fromEntries([...rule.annotations].map(([name, { text }]) => [name, text])),
    alerts,
  };
}

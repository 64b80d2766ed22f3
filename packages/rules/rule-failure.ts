import type { AlertState, TransitionKind } from "./alert.ts";
import { because } from "./cause.ts";
import type { Reasoned } from "./cause.ts";
import type { AlertingRule } from "./rule.ts";

/** So many failed evaluations in a row are an alert of their own. */
const FAILED_TICKS = 3;
const ALERT_NAME = "RuleEvaluationFailed";

interface Failure {
  failedTicks: number;
  faults: readonly string[];
  atMs: number;
}

/** The alert that tells of a rule which can't be judged: begins with the third failure, ends with the first success. */
export function judgeFailure(
  rule: AlertingRule,
  alerts: Readonly<Record<string, AlertState>>,
  { failedTicks, faults, atMs }: Failure,
): { kind: TransitionKind; because: Reasoned; alert: AlertState } | undefined {
  const key = failureKey(rule);
  const known = alerts[key];
  const isActive = known !== undefined && known.condition !== "resolved";
  const fault = faults[0] ?? "";
  if (failedTicks >= FAILED_TICKS && !isActive)
    return {
      kind: "fired",
      because: because("rule_failed", { fault }),
      alert: failureAlert(rule, fault, known, atMs),
    };
  if (failedTicks > 0 || !isActive) return undefined;
  const alert: AlertState = {
    ...known,
    condition: "resolved",
    resolvedAtMs: atMs,
    handling: "closed",
    closing: known.closing ?? { atMs, reason: "recovered" },
  };
  return { kind: "resolved", because: because("recovered"), alert };
}

function failureKey({ id }: AlertingRule): string {
  return `${ALERT_NAME};${id}`;
}

function failureAlert(
  rule: AlertingRule,
  fault: string,
  earlier: AlertState | undefined,
  atMs: number,
): AlertState {
  return {
    key: failureKey(rule),
    labels: { alertname: ALERT_NAME, rule: rule.name, group: rule.group, severity: "warning" },
    annotations: {
      summary: `The rule ${rule.name} can't be judged`,
      description: `${rule.file}:${rule.line}: ${fault}`,
      summary_zh: `规则 ${rule.name} 无法判定`,
    },
    series: {},
    sources: [],
    value: 1,
    condition: "firing",
    episode: (earlier?.episode ?? 0) + 1,
    activeSinceMs: atMs,
    firedAtMs: atMs,
    recentFiringsMs: [],
    flapping: false,
    handling: "open",
    isRuleFailure: true,
  };
}

import type { Alert, SilenceMatcher } from "@mystocks/alerting";

/** Labels that say what an alert is about; a silence of these mutes its like and nothing else. */
const IDENTITY = ["alertname", "service", "operation", "dataset", "check", "database", "pool", "pool_name"];

export function matchersOf({ labels, rule }: Pick<Alert, "labels" | "rule">): SilenceMatcher[] {
  const named = Object.entries({ alertname: rule, ...labels }).filter(([name]) => IDENTITY.includes(name));
  return named.map(([name, value]) => ({ name, value, isRegex: false, isEqual: true }));
}

export const OPERATORS = ["=", "!=", "=~", "!~"] as const;
export type Operator = (typeof OPERATORS)[number];

export function operatorOf({ isRegex, isEqual }: SilenceMatcher): Operator {
  return `${isEqual ? "=" : "!"}${isRegex ? "~" : isEqual ? "" : "="}` as Operator;
}

export function withOperator(matcher: SilenceMatcher, operator: Operator): SilenceMatcher {
  return { ...matcher, isRegex: operator.endsWith("~"), isEqual: operator.startsWith("=") };
}

/** As one writes it in PromQL. */
export function matcherText(matcher: SilenceMatcher): string {
  return `${matcher.name}${operatorOf(matcher)}${JSON.stringify(matcher.value)}`;
}

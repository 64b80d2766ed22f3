import type { AlertState, RuleState } from "@mystocks/rules";

/** Nothing of it must be remembered. */
export function isAtRest({ alerts, failedTicks }: RuleState): boolean {
  return failedTicks === 0 && Object.keys(alerts).length === 0;
}

/**
 * Equal for states that a restart would go on from in the same way, and that look the same to other replicas. Values
 * and texts change each second without changing what follows, so they are not worth a write.
 */
export function essence({ alerts, failedTicks, faults }: RuleState): string {
  return JSON.stringify([Math.min(failedTicks, 3), faults.length, Object.values(alerts).map(essenceOfAlert)]);
}

function essenceOfAlert(alert: AlertState): unknown {
  const { annotations: _, value: __, series: ___, labels: ____, ...essential } = alert;
  return essential;
}

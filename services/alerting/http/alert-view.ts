import type { StoredAlert } from "@mystocks/store/alerting";
import type { Alert } from "../contract.ts";

export const shownTime = (timeMs: number) => new Date(timeMs).toISOString();
export const shownTimeOrNull = (timeMs: number | null) => (timeMs === null ? null : shownTime(timeMs));

export function shownAlert(stored: StoredAlert): Alert {
  const { alertId, annotations, rule } = stored;
  return {
    id: alertId,
    fingerprint: stored.fingerprint,
    rule,
    file: stored.file,
    group: stored.group,
    source: stored.source,
    alsoFrom: stored.alsoFrom,
    level: stored.level,
    type: stored.type,
    labels: stored.labels,
    annotations,
    summary: annotations["summary"] || annotations["description"] || rule,
    condition: stored.condition,
    handling: stored.handling,
    mutedBy: stored.mutedBy,
    value: stored.value,
    since: shownTime(stored.activeSinceMs),
    firedAt: shownTimeOrNull(stored.firedAtMs),
    resolvedAt: shownTimeOrNull(stored.resolvedAtMs),
    endReason: stored.endReason,
    occurrences: stored.occurrences,
    isFlapping: stored.isFlapping,
    acknowledgedBy: stored.acknowledgedBy,
    acknowledgedAt: shownTimeOrNull(stored.acknowledgedAtMs),
    acknowledgedUntil: shownTimeOrNull(stored.acknowledgedUntilMs),
    assignee: stored.assignee,
    closedBy: stored.closedBy,
    notes: stored.notes,
  };
}

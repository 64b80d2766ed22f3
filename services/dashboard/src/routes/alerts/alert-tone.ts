import type { Alert } from "@mystocks/alerting";
import type { StateName } from "../../components/state.tsx";

const TONES: Record<Alert["level"], StateName> = { CRITICAL: "bad", WARNING: "warn", INFO: "none" };
const WEIGHTS: Record<Alert["level"], number> = { CRITICAL: 0, WARNING: 1, INFO: 2 };

/** An alert that is over is no longer bad, whatever its level was. */
export function toneOf({ level, condition }: Pick<Alert, "level" | "condition">): StateName {
  return condition === "resolved" ? "ok" : TONES[level];
}

/** What still waits for somebody first, then the worst, then the newest. */
export function byUrgency(a: Alert, b: Alert): number {
  return (
    Number(isQuiet(a)) - Number(isQuiet(b)) ||
    WEIGHTS[a.level] - WEIGHTS[b.level] ||
    Date.parse(b.since) - Date.parse(a.since)
  );
}

const isQuiet = ({ handling, mutedBy }: Alert) => handling !== "open" || mutedBy.length > 0;

import type { Alert } from "@mystocks/alerting";
import type { StateName } from "../../components/state.tsx";

const TONES: Record<Alert["level"], StateName> = { CRITICAL: "bad", WARNING: "warn", INFO: "none" };

/** An alert that is over is no longer bad, whatever its level was. */
export function toneOf({ level, condition }: Pick<Alert, "level" | "condition">): StateName {
  return condition === "resolved" ? "ok" : TONES[level];
}

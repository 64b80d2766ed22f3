/** Durations in milliseconds, inclusive: one that takes exactly `warning` is slow. */
export interface Thresholds {
  warning: number;
  critical: number;
}

export type SlowMs = { warning?: number; critical?: number } | number;

const DEFAULT_THRESHOLDS: Thresholds = { warning: 2_000, critical: 5_000 };

/** A bare number is the warning threshold; critical keeps the default's distance from it (2.5 times). */
export function thresholdsOf(slowMs: SlowMs | undefined): Thresholds {
  if (slowMs === undefined) return DEFAULT_THRESHOLDS;
  if (typeof slowMs === "number") return { warning: slowMs, critical: slowMs * 2.5 };
  return {
    warning: slowMs.warning ?? Math.min(DEFAULT_THRESHOLDS.warning, slowMs.critical ?? Infinity),
    critical: slowMs.critical ?? Math.max(DEFAULT_THRESHOLDS.critical, slowMs.warning ?? 0),
  };
}

export function slownessOf(durationMs: number, thresholds: Thresholds): "warning" | "critical" | undefined {
  if (durationMs >= thresholds.critical) return "critical";
  if (durationMs >= thresholds.warning) return "warning";
  return undefined;
}

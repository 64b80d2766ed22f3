import type { MonitorConfig } from "./config-schema.ts";

export interface Thresholds {
  warningMs: number;
  criticalMs: number;
}

/** Those of the class where it has its own, else the general ones. */
export function thresholdsOf(
  config: Pick<MonitorConfig, "thresholds" | "classifications">,
  classification: string,
): Thresholds {
  const own = config.classifications[classification]?.thresholds;
  return {
    warningMs: own?.warningMs ?? config.thresholds.warningMs,
    criticalMs: own?.criticalMs ?? config.thresholds.criticalMs,
  };
}

export function levelOf(
  durationMs: number,
  { warningMs, criticalMs }: Thresholds,
): "ok" | "warning" | "critical" {
  if (durationMs > criticalMs) return "critical";
  return durationMs >= warningMs ? "warning" : "ok";
}

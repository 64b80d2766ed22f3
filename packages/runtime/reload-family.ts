import type { MetricFamily } from "./prometheus-text.ts";

export const RELOAD_METRIC = "mystocks_config_last_reload_successful";

/** Whether files that are read again when they change are in force as they are now, by kind, such as `rules`. */
export function reloadFamily(outcomes: Readonly<Record<string, boolean>>): MetricFamily {
  return {
    name: RELOAD_METRIC,
    type: "gauge",
    help: "Whether files of this kind are in force as they are now; 0: the former ones go on.",
    samples: Object.entries(outcomes).map(([kind, isInForce]) => ({
      labels: { kind },
      value: isInForce ? 1 : 0,
    })),
  };
}

import type { MonitorConfig } from "@mystocks/runtime";

/** Durations in nanoseconds: at `warning` and above an operation is slow, above `critical` critical. */
interface Threshold {
  warningNs: bigint;
  criticalNs: bigint;
}

/** By classification; one the config does not name has the general thresholds. */
export type Thresholds = (classification: string) => Threshold;

/** From here on a span may be slow, whatever its class; in nanoseconds. */
export function leastSlowNs({
  thresholds,
  classifications,
}: Pick<MonitorConfig, "thresholds" | "classifications">): bigint {
  const all = [thresholds, ...Object.values(classifications).map((one) => one.thresholds)];
  const limits = all.flatMap(({ warningMs, criticalMs }) => [warningMs, criticalMs]);
  return BigInt(Math.min(...limits.filter((limit) => limit !== undefined))) * 1_000_000n;
}

export function thresholdsOf(config: Pick<MonitorConfig, "thresholds" | "classifications">): Thresholds {
  const general = inNanoseconds(config.thresholds);
  const special = new Map(
    Object.entries(config.classifications).map(([name, { thresholds }]) => [
      name,
      inNanoseconds({
        warningMs: thresholds.warningMs ?? config.thresholds.warningMs,
        criticalMs: thresholds.criticalMs ?? config.thresholds.criticalMs,
      }),
    ]),
  );
  return (classification) => special.get(classification) ?? general;
}

function inNanoseconds({ warningMs, criticalMs }: { warningMs: number; criticalMs: number }): Threshold {
  return { warningNs: BigInt(warningMs) * 1_000_000n, criticalNs: BigInt(criticalMs) * 1_000_000n };
}

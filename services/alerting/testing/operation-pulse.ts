import type { OperationIdentity, OperationPulse } from "@mystocks/events";
import { ExponentialHistogram } from "@mystocks/histogram";

/** What an operation did in one second: its durations in seconds, warning above 2 and critical above 5. */
export function operationPulse(
  operation: OperationIdentity,
  { second, seconds, errors = 0 }: { second: number; seconds: readonly number[]; errors?: number },
): OperationPulse {
  const histogram = new ExponentialHistogram();
  for (const value of seconds) histogram.record(value);
  return {
    operation,
    second,
    count: seconds.length,
    errors,
    overWarning: seconds.filter((value) => value > 2).length,
    overCritical: seconds.filter((value) => value > 5).length,
    enclosed: false,
    rows: 10,
    bytes: 0,
    sumSeconds: histogram.sum,
    maxSeconds: histogram.max,
    sketch: Buffer.from(histogram.encode()).toString("base64"),
    exemplars: [],
  };
}

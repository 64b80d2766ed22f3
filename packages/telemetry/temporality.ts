import { AggregationTemporality, InstrumentType } from "@opentelemetry/sdk-metrics";

/**
 * Cumulative, but for observed gauges: for those the SDK would go on reporting what is no longer observed, such as
 * the last figures of a pool that was closed. A gauge on the wire has no temporality, so nobody sees the difference.
 */
export function temporality(type: InstrumentType): AggregationTemporality {
  return type === InstrumentType.OBSERVABLE_GAUGE
    ? AggregationTemporality.DELTA
    : AggregationTemporality.CUMULATIVE;
}

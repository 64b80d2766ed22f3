import { JsonMetricsSerializer, ProtobufMetricsSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ViewOptions } from "@opentelemetry/sdk-metrics";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import type { Meter } from "@opentelemetry/api";

/** The bodies OpenTelemetry's exporters would send of what `measure` records. */
export async function encodedMetrics(
  measure: (meter: Meter) => void,
  { delta = false, views = [] }: { delta?: boolean; views?: ViewOptions[] } = {},
): Promise<{ protobuf: Uint8Array; json: Uint8Array }> {
  const temporality = delta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
  const exporter = new InMemoryMetricExporter(temporality);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const resource = resourceFromAttributes({ "service.name": "market-data" });
  const provider = new MeterProvider({ resource, readers: [reader], views });
  measure(provider.getMeter("test"));
  await provider.forceFlush();
  const collected = exporter.getMetrics();
  await provider.shutdown();
  const [metrics] = collected;
  if (metrics === undefined) throw new Error("nothing was collected");
  return {
    protobuf: ProtobufMetricsSerializer.serializeRequest(metrics)!,
    json: JsonMetricsSerializer.serializeRequest(metrics)!,
  };
}

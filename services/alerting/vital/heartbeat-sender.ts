import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { HEARTBEAT_METRIC, HEARTBEAT_SERVICE } from "./heartbeat.ts";

export interface HeartbeatSettings {
  /** OTLP/HTTP base address at which the way of telemetry begins. */
  otlpUrl: string;
  token?: string | undefined;
  /** Unique among the processes that send one. */
  instance: string;
  /** Unix milliseconds. */
  now: () => number;
}

const EVERY_MS = 2000;
/** Too short for a second try: the next one is on its way by then. */
const PATIENCE_MS = 750;

/**
 * Sends a heartbeat as any service sends its figures. The provider is this one's alone: nothing else of this process
 * is measured by it. Resolves what ends it.
 */
export function startHeartbeat({ otlpUrl, token, instance, now }: HeartbeatSettings): () => Promise<void> {
  const exporter = new OTLPMetricExporter({
    url: `${otlpUrl.replace(/\/+$/, "")}/v1/metrics`,
    timeoutMillis: PATIENCE_MS,
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
  });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({
      "service.name": HEARTBEAT_SERVICE,
      "service.instance.id": instance,
    }),
    readers: [
      new PeriodicExportingMetricReader({
        exporter,
        exportIntervalMillis: EVERY_MS,
        exportTimeoutMillis: EVERY_MS,
      }),
    ],
  });
  provider
    .getMeter("@mystocks/alerting")
    .createObservableGauge(HEARTBEAT_METRIC, { unit: "s", description: "When alerting sent its heartbeat." })
    .addCallback((result) => result.observe(now() / 1000));
  return () => provider.shutdown({ timeoutMillis: PATIENCE_MS }).catch(() => {});
}

import type { MeterProvider } from "@opentelemetry/api";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import type { LogRecordProcessor } from "@opentelemetry/sdk-logs";
import {
  BatchLogRecordProcessor,
  ConsoleLogRecordExporter,
  SimpleLogRecordProcessor,
} from "@opentelemetry/sdk-logs";
import type { AggregationOption, IMetricReader } from "@opentelemetry/sdk-metrics";
import {
  AggregationType,
  ConsoleMetricExporter,
  InstrumentType,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import type { SpanProcessor } from "@opentelemetry/sdk-trace";
import { BatchSpanProcessor, ConsoleSpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";

import { temporality } from "./temporality.ts";
import { ConnectFilter } from "./connect-filter.ts";
import { quietAgent } from "./quiet-agent.ts";
import type { BatchSettings, Settings, Signal } from "./settings.ts";

/** Enough for scale 6 (0.54 % error, what Monitor merges without loss) while slowest / fastest ≤ 1,024. */
const EXPONENTIAL_BUCKETS = 640;
/** The SDK waits at least 800 ms before it tries again, and only within the timeout. */
const RETRY_FREE_MS = 750;

/** `selfObserved` counts what each queue sent, failed to send and had to drop. */
export function spanPipelines(settings: Settings, selfObserved: MeterProvider): SpanProcessor[] {
  return settings.exporters.traces.flatMap((name): SpanProcessor[] => {
    if (name === "console") return [new SimpleSpanProcessor({ exporter: new ConsoleSpanExporter() })];
    if (name !== "otlp") return [];
    const exporter = new OTLPTraceExporter(otlp(settings, "traces", settings.spans));
    const batch = new BatchSpanProcessor({
      exporter,
      selfObsMeterProvider: selfObserved,
      ...batchOptions(settings.spans),
    });
    return [new ConnectFilter(flushingWhatIsOnItsWay(batch, exporter))];
  });
}

export function logPipelines(settings: Settings, selfObserved: MeterProvider): LogRecordProcessor[] {
  return settings.exporters.logs.flatMap((name): LogRecordProcessor[] => {
    if (name === "console")
      return [new SimpleLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() })];
    if (name !== "otlp") return [];
    const exporter = new OTLPLogExporter(otlp(settings, "logs", settings.logs));
    const batch = new BatchLogRecordProcessor({
      exporter,
      selfObsMeterProvider: selfObserved,
      ...batchOptions(settings.logs),
    });
    return [flushingWhatIsOnItsWay(batch, exporter)];
  });
}

export function metricPipelines(settings: Settings): IMetricReader[] {
  return settings.exporters.metrics.flatMap((name): IMetricReader[] => {
    if (name === "console") return [everyInterval(new ConsoleMetricExporter(), settings)];
    if (name !== "otlp") return [];
    const exporter = new OTLPMetricExporter({
      ...connection(settings, "metrics"),
      // Too short for a second try: the next interval sends all of it again, with newer figures.
      timeoutMillis: Math.min(RETRY_FREE_MS, settings.metricIntervalMs),
      aggregationPreference: (type) => aggregation(type, settings),
    });
    const asked = exporter.selectAggregationTemporality.bind(exporter);
    exporter.selectAggregationTemporality = (type) =>
      type === InstrumentType.OBSERVABLE_GAUGE ? temporality(type) : asked(type);
    return [everyInterval(exporter, settings)];
  });
}

interface Flushes {
  forceFlush(): Promise<void>;
}

/** A batch processor's flush doesn't wait for the batch that is being sent just then. */
function flushingWhatIsOnItsWay<P extends Flushes>(batch: P, exporter: Flushes): P {
  const flushQueue = batch.forceFlush.bind(batch);
  batch.forceFlush = async () => {
    await Promise.allSettled([flushQueue()]);
    await exporter.forceFlush();
  };
  return batch;
}

function everyInterval(
  exporter: OTLPMetricExporter | ConsoleMetricExporter,
  { metricIntervalMs }: Settings,
): IMetricReader {
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: metricIntervalMs,
    exportTimeoutMillis: metricIntervalMs,
  });
}

function aggregation(type: InstrumentType, { classicHistograms }: Settings): AggregationOption {
  if (type !== InstrumentType.HISTOGRAM || classicHistograms) return { type: AggregationType.DEFAULT };
  return {
    type: AggregationType.EXPONENTIAL_HISTOGRAM,
    options: { maxSize: EXPONENTIAL_BUCKETS, recordMinMax: true },
  };
}

function batchOptions({ delayMs, queueSize, batchSize }: BatchSettings) {
  return {
    scheduledDelayMillis: delayMs,
    maxQueueSize: queueSize,
    maxExportBatchSize: Math.min(batchSize, queueSize),
  };
}

/** A flush sends the whole queue at once; what goes over the exporter's limit of requests in flight would be lost. */
function otlp(settings: Settings, signal: "traces" | "logs", { queueSize, batchSize }: BatchSettings) {
  return {
    ...connection(settings, signal),
    concurrencyLimit: Math.ceil(queueSize / Math.max(1, batchSize)) + 8,
  };
}

function connection(
  settings: Settings,
  signal: Signal,
): { url?: string; httpAgentOptions?: typeof quietAgent } {
  return {
    ...(settings.endpointByOption && { url: `${settings.endpoint.replace(/\/+$/, "")}/v1/${signal}` }),
    // Certificates by environment variable reach only the exporter's own agent.
    ...(!settings.ownCertificates && { httpAgentOptions: quietAgent }),
  };
}

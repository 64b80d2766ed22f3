import { context, logs, metrics, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import type { ReadableLogRecord } from "@opentelemetry/sdk-logs";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import type { MetricData, ResourceMetrics, ViewOptions } from "@opentelemetry/sdk-metrics";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

import { temporality } from "../temporality.ts";
import { StampProcessor } from "../stamp-processor.ts";

/** The real SDK with its global providers, ending in memory instead of on the wire. */
export interface InMemorySdk {
  spans(): ReadableSpan[];
  span(name: string): ReadableSpan;
  logRecords(): ReadableLogRecord[];
  collect(): Promise<ResourceMetrics>;
  metric(name: string): Promise<MetricData | undefined>;
  /** `label=value,…` → value, of a counter or gauge. */
  values(name: string): Promise<Record<string, number>>;
  shutdown(): Promise<void>;
}

class OnDemandReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

export function startInMemorySdk({ views = [] }: { views?: ViewOptions[] } = {}): InMemorySdk {
  const spanExporter = new InMemorySpanExporter();
  const logExporter = new InMemoryLogRecordExporter();
  const reader = new OnDemandReader({ aggregationTemporalitySelector: temporality });
  const tracers = new TracerProvider({
    spanProcessors: [new StampProcessor(), new SimpleSpanProcessor({ exporter: spanExporter })],
  });
  const loggers = new LoggerProvider({
    processors: [new SimpleLogRecordProcessor({ exporter: logExporter })],
  });
  const meters = new MeterProvider({ readers: [reader], views });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(tracers);
  logs.setGlobalLoggerProvider(loggers);
  if (!metrics.setGlobalMeterProvider(meters)) throw new Error("another SDK is running: shut it down first");
  const collect = async () => (await reader.collect()).resourceMetrics;
  const metric = async (name: string) =>
    (await collect()).scopeMetrics
      .flatMap((scope) => scope.metrics)
      .find(({ descriptor }) => descriptor.name === name);
  return {
    spans: () => spanExporter.getFinishedSpans(),
    span: (name) => {
      const found = spanExporter.getFinishedSpans().find((span) => span.name === name);
      if (found === undefined) throw new Error(`no span ${name}`);
      return found;
    },
    logRecords: () => logExporter.getFinishedLogRecords(),
    collect,
    metric,
    values: async (name) => numbersOf(await metric(name)),
    shutdown: async () => {
      await Promise.all([tracers.shutdown(), loggers.shutdown(), meters.shutdown()]);
      for (const api of [context, trace, logs, metrics]) api.disable();
    },
  };
}

function numbersOf(metric: MetricData | undefined): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const { attributes, value } of metric?.dataPoints ?? []) {
    const labels = Object.keys(attributes)
      .sort()
      .map((key) => `${key}=${String(attributes[key])}`);
    numbers[labels.join(",")] = typeof value === "number" ? value : value.count;
  }
  return numbers;
}

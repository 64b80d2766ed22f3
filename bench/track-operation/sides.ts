import type { Attributes, Histogram, Tracer } from "@opentelemetry/api";
import { context, metrics, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import type { AggregationOption, ScopeMetrics } from "@opentelemetry/sdk-metrics";
import {
  AggregationType,
  DataPointType,
  InstrumentType,
  MeterProvider,
  MetricReader,
} from "@opentelemetry/sdk-metrics";
import type { SpanProcessor } from "@opentelemetry/sdk-trace";
import { TracerProvider } from "@opentelemetry/sdk-trace";

import { StampProcessor, trackOperation } from "@mystocks/telemetry";

export const HAND = "load_by_hand";
export const TRACKED = "load_tracked";

export interface Sdk {
  tracer: Tracer;
  histogram: Histogram;
  /** Spans ended so far, by name. */
  ended: Map<string, number>;
  collect(): Promise<Map<string, number>>;
  shutdown(): Promise<void>;
}

export function startSdk(): Sdk {
  const ended = new Map<string, number>();
  const counting: SpanProcessor = {
    onStart() {},
    onEnd: ({ name }) => void ended.set(name, (ended.get(name) ?? 0) + 1),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const reader = new CollectedOnDemand({ aggregationSelector: asShipped });
  const meters = new MeterProvider({ readers: [reader] });
  // The tracer by hand has a provider without the stamping processor: its author has not installed one.
  const plain = new TracerProvider({ spanProcessors: [counting] });
  const ours = new TracerProvider({ spanProcessors: [new StampProcessor(), counting] });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  metrics.setGlobalMeterProvider(meters);
  trace.setGlobalTracerProvider(ours);
  return {
    tracer: plain.getTracer("by-hand"),
    histogram: meters.getMeter("by-hand").createHistogram("operation_duration_seconds", { unit: "s" }),
    ended,
    collect: async () => countsOf((await reader.collect()).resourceMetrics.scopeMetrics),
    shutdown: async () => {
      await Promise.all([plain.shutdown(), ours.shutdown(), meters.shutdown()]);
      context.disable();
      metrics.disable();
      trace.disable();
    },
  };
}

export function byTrackOperation(): (row: number) => Promise<number> {
  return (row) =>
    trackOperation(
      TRACKED,
      {
        classification: "DAILY_KLINE",
        database: "PostgreSQL",
        databaseName: "mystocks",
        collection: "daily_kline",
      },
      async (operation) => {
        operation.rows(row);
        return row;
      },
    );
}

export function byHand({ tracer, histogram }: Sdk): (row: number) => Promise<number> {
  return (row) => {
    const startedMs = performance.now();
    return tracer.startActiveSpan(
      HAND,
      { kind: SpanKind.INTERNAL, attributes: spanAttributes() },
      async (span) => {
        try {
          span.setAttribute("mystocks.rows", row);
          return await Promise.resolve(row);
        } catch (error) {
          span.recordException(error as Error);
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
          histogram.record((performance.now() - startedMs) / 1_000, pointLabels());
        }
      },
    );
  };
}

// Made anew for each call, as in a service, where they hold values of the call.
function spanAttributes(): Attributes {
  return {
    "mystocks.operation.name": HAND,
    "mystocks.operation.type": "LOAD",
    "mystocks.classification": "DAILY_KLINE",
    "mystocks.auto_alert": true,
    "db.system.name": "postgresql",
    "db.namespace": "mystocks",
    "db.collection.name": "daily_kline",
  };
}

function pointLabels(): Attributes {
  return {
    operation: HAND,
    kind: "tracked",
    classification: "DAILY_KLINE",
    database: "mystocks",
    collection: "daily_kline",
  };
}

class CollectedOnDemand extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

function asShipped(type: InstrumentType): AggregationOption {
  if (type !== InstrumentType.HISTOGRAM) return { type: AggregationType.DEFAULT };
  return { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 640 } };
}

function countsOf(scopes: readonly ScopeMetrics[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const metric of scopes.flatMap(({ metrics }) => metrics)) {
    if (metric.dataPointType !== DataPointType.EXPONENTIAL_HISTOGRAM) continue;
    for (const { attributes, value } of metric.dataPoints) {
      counts.set(String(attributes["operation"]), value.count);
    }
  }
  return counts;
}

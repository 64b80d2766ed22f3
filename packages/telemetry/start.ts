import { isMainThread } from "node:worker_threads";

import { metrics } from "@opentelemetry/api";
import type { LogRecordProcessor } from "@opentelemetry/sdk-logs";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import { NodeSDK } from "@opentelemetry/sdk-node";
import type { SpanProcessor } from "@opentelemetry/sdk-trace";

import { reportSdkFaults } from "./fault-log.ts";
import { instrumentationsFor } from "./instrumentations.ts";
import { MetricsCollector } from "./metrics-collector.ts";
import { logPipelines, metricPipelines, spanPipelines } from "./pipelines.ts";
import { PrometheusEndpoint } from "./prometheus/endpoint.ts";
import { PrometheusReader } from "./prometheus/reader.ts";
import { resourceOf } from "./resource.ts";
import type { Settings, TelemetryOptions } from "./settings.ts";
import { settingsFrom } from "./settings.ts";
import { StampProcessor } from "./stamp-processor.ts";

export interface Telemetry {
  /** Sends what is queued. Never rejects: a receiver that is away must not fail the service. */
  forceFlush(): Promise<void>;
  /** Sends what is queued and ends everything. Never rejects. */
  shutdown(): Promise<void>;
  /** What `/metrics` would answer now, in Prometheus' text format; empty without a Prometheus endpoint. */
  scrape(): Promise<string>;
  /** Where `/metrics` is served; undefined without a Prometheus endpoint. */
  prometheusAddress(): Promise<{ host: string; port: number } | undefined>;
}

const STARTED = Symbol.for("mystocks.telemetry");
const globals = globalThis as { [STARTED]?: Telemetry };

/**
 * Starts traces, metrics and logs of this process. The preload has done so already: then this returns what runs,
 * and options are ignored. ESM modules imported before it stay without instrumentation; use the preload for those.
 */
export function startTelemetry(options: TelemetryOptions = {}): Telemetry {
  return (globals[STARTED] ??= start(settingsFrom(options, process.env)));
}

function start(settings: Settings): Telemetry {
  if (settings.disabled) return nothing;
  reportSdkFaults(settings.endpoint);
  const resource = resourceOf(settings, process.env);
  // A worker thread gets the preload too; the port belongs to the process.
  const serve = isMainThread ? settings.prometheus : undefined;
  const prometheus = serve && new PrometheusReader();
  const meterProvider = new MeterProvider({
    resource,
    readers: [...metricPipelines(settings), ...(prometheus ? [prometheus] : [])],
  });
  metrics.setGlobalMeterProvider(meterProvider);
  const spans = spanPipelines(settings, meterProvider);
  const logs = logPipelines(settings, meterProvider);
  const sdk = new NodeSDK({
    resource,
    autoDetectResources: false,
    spanProcessors: spans.length > 0 ? [new StampProcessor(), ...spans] : [],
    logRecordProcessors: logs,
    metricReaders: [],
    instrumentations: settings.instrument ? instrumentationsFor(settings) : [],
  });
  sdk.start();
  new MetricsCollector().addRuntime();
  const endpoint = serve && prometheus && new PrometheusEndpoint(prometheus, serve);
  return running({ sdk, meterProvider, spans, logs, prometheus, endpoint });
}

interface Parts {
  sdk: NodeSDK;
  meterProvider: MeterProvider;
  spans: SpanProcessor[];
  logs: LogRecordProcessor[];
  prometheus: PrometheusReader | undefined;
  endpoint: PrometheusEndpoint | undefined;
}

function running({ sdk, meterProvider, spans, logs, prometheus, endpoint }: Parts): Telemetry {
  const forceFlush = async () => {
    // The counts of what was sent and dropped change with the flush of spans and logs, so metrics go last.
    await Promise.allSettled([...spans, ...logs].map((pipeline) => pipeline.forceFlush()));
    await Promise.allSettled([meterProvider.forceFlush()]);
  };
  return {
    forceFlush,
    shutdown: async () => {
      await forceFlush();
      await Promise.allSettled([sdk.shutdown(), meterProvider.shutdown(), endpoint?.close()]);
    },
    scrape: async () => (await prometheus?.text()) ?? "",
    prometheusAddress: async () => endpoint?.address(),
  };
}

const nothing: Telemetry = {
  forceFlush: async () => {},
  shutdown: async () => {},
  scrape: async () => "",
  prometheusAddress: async () => undefined,
};

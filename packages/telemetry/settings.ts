import type { TrustProxy } from "./client-address.ts";
import { parseTrustProxy } from "./client-address.ts";

export interface TelemetryOptions {
  /** Default: `OTEL_SERVICE_NAME`, else the name in the app's package.json. */
  serviceName?: string;
  /** Added to what is detected; goes before it. */
  resourceAttributes?: Record<string, string>;
  /** OTLP/HTTP base address. Default: `OTEL_EXPORTER_OTLP_ENDPOINT`, else `http://localhost:4318`. */
  endpoint?: string;
  /** Which proxies may name the client. Default: `MYSTOCKS_TRUST_PROXY`, else none. */
  trustProxy?: TrustProxy;
  /** Serves `/metrics` for Prometheus. Default: `MYSTOCKS_PROMETHEUS_PORT`, else none. */
  prometheus?: { port: number; host?: string };
  /** Whether http, express, pg, ioredis, kafkajs and undici are instrumented. Default true. */
  instrument?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings {
  disabled: boolean;
  serviceName: string | undefined;
  resourceAttributes: Record<string, string>;
  /** Where telemetry goes; for messages. */
  endpoint: string;
  /** Whether `endpoint` was asked for by option: then it goes before the variables the exporters read themselves. */
  endpointByOption: boolean;
  trustProxy: TrustProxy | undefined;
  prometheus: { port: number; host: string } | undefined;
  instrument: boolean;
  withoutInstrumentations: ReadonlySet<string>;
  exporters: Record<Signal, readonly string[]>;
  spans: BatchSettings;
  logs: BatchSettings;
  /** Whether `OTEL_EXPORTER_OTLP_CERTIFICATE` or one of its kind is set. */
  ownCertificates: boolean;
  metricIntervalMs: number;
  classicHistograms: boolean;
}

export interface BatchSettings {
  /** Longest wait in the queue before a batch goes out, as long as the receiver keeps up. */
  delayMs: number;
  queueSize: number;
  batchSize: number;
}

export type Signal = "traces" | "metrics" | "logs";

/** What is asked for by options and environment: options first, then `OTEL_*` and `MYSTOCKS_*`, then our defaults. */
export function settingsFrom(options: TelemetryOptions, env: Environment): Settings {
  return {
    disabled: env["OTEL_SDK_DISABLED"]?.toLowerCase() === "true",
    serviceName: options.serviceName,
    resourceAttributes: options.resourceAttributes ?? {},
    endpoint: options.endpoint ?? env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "http://localhost:4318",
    endpointByOption: options.endpoint !== undefined,
    trustProxy: options.trustProxy ?? parseTrustProxy(env["MYSTOCKS_TRUST_PROXY"]),
    prometheus: prometheusFrom(options, env),
    instrument: options.instrument ?? true,
    withoutInstrumentations: new Set(list(env["OTEL_NODE_DISABLED_INSTRUMENTATIONS"])),
    exporters: {
      traces: exportersOf(env["OTEL_TRACES_EXPORTER"]),
      metrics: exportersOf(env["OTEL_METRICS_EXPORTER"]),
      logs: exportersOf(env["OTEL_LOGS_EXPORTER"]),
    },
    // 10,000 spans of one tick fit three times over; the SDK's own 2,048 and 5 s lose most of them.
    spans: batchFrom(env, "OTEL_BSP", { delayMs: 100, queueSize: 32_768, batchSize: 1_024 }),
    logs: batchFrom(env, "OTEL_BLRP", { delayMs: 100, queueSize: 8_192, batchSize: 512 }),
    ownCertificates: Object.keys(env).some((name) =>
      /^OTEL_EXPORTER_OTLP_.*(CERTIFICATE|CLIENT_KEY)$/.test(name),
    ),
    metricIntervalMs: whole(env, "OTEL_METRIC_EXPORT_INTERVAL") ?? 1_000,
    classicHistograms:
      env["OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION"] !==
      "base2_exponential_bucket_histogram",
  };
}

function prometheusFrom(options: TelemetryOptions, env: Environment): Settings["prometheus"] {
  const host = env["MYSTOCKS_PROMETHEUS_HOST"] ?? env["OTEL_EXPORTER_PROMETHEUS_HOST"] ?? "127.0.0.1";
  if (options.prometheus !== undefined) return { host, ...options.prometheus };
  const port = whole(env, "MYSTOCKS_PROMETHEUS_PORT");
  if (port !== undefined) return { host, port };
  if (!list(env["OTEL_METRICS_EXPORTER"]).includes("prometheus")) return undefined;
  return { host, port: whole(env, "OTEL_EXPORTER_PROMETHEUS_PORT") ?? 9464 };
}

function batchFrom(env: Environment, prefix: string, ours: BatchSettings): BatchSettings {
  return {
    delayMs: whole(env, `${prefix}_SCHEDULE_DELAY`) ?? ours.delayMs,
    queueSize: whole(env, `${prefix}_MAX_QUEUE_SIZE`) ?? ours.queueSize,
    batchSize: whole(env, `${prefix}_MAX_EXPORT_BATCH_SIZE`) ?? ours.batchSize,
  };
}

/** `otlp` unless the variable says otherwise. */
function exportersOf(text: string | undefined): readonly string[] {
  const named = list(text);
  return named.length === 0 ? ["otlp"] : named;
}

function list(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** As OpenTelemetry asks: what is no number is ignored, not fatal to the service. */
function whole(env: Environment, name: string): number | undefined {
  const text = env[name]?.trim();
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

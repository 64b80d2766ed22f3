import type { Attributes, Context, Span, Tracer, TracerProvider } from "@opentelemetry/api";
import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

import { databaseSystem } from "./database-system.ts";
import { errorMessage, errorType } from "./thrown.ts";
import { OPERATION_KEY } from "./operation-context.ts";
import { operationInstruments } from "./operation-instruments.ts";
import * as names from "./names.ts";
import { logSlowOperation } from "./slow-operation-log.ts";
import type { SlowMs } from "./thresholds.ts";
import { slownessOf, thresholdsOf } from "./thresholds.ts";

export interface OperationOptions {
  /** Class of data, such as `DAILY_KLINE`; aliases are resolved by the monitor's config. */
  classification: string;
  /** Kind of database, such as `PostgreSQL` or `TDengine`; becomes `db.system.name`. */
  database: string;
  /** Name of the database within it; becomes `db.namespace`. */
  databaseName?: string;
  /** Table, super table or key pattern; becomes `db.collection.name`. */
  collection?: string;
  /** Default `LOAD`. */
  type?: "LOAD" | "SAVE" | "UPDATE" | "DELETE";
  /** Whether an operation over its critical threshold raises an alert. Default true. */
  autoAlert?: boolean;
  /** Thresholds in milliseconds. Default 2,000 and 5,000; a bare number is the warning one, critical 2.5 times that. */
  slowMs?: SlowMs;
}

/** What the running operation tells about itself. Counts add up over several calls. */
export interface OperationHandle {
  rows(count: number): void;
  bytes(count: number): void;
  attribute(key: string, value: string | number | boolean): void;
}

class RunningOperation implements OperationHandle {
  rowCount = 0;
  byteCount = 0;
  readonly span: Span;

  constructor(span: Span) {
    this.span = span;
  }

  rows(count: number): void {
    this.rowCount += count;
    this.span.setAttribute(names.ROWS, this.rowCount);
  }

  bytes(count: number): void {
    this.byteCount += count;
    this.span.setAttribute(names.BYTES, this.byteCount);
  }

  attribute(key: string, value: string | number | boolean): void {
    this.span.setAttribute(key, value);
  }
}

// Per provider: a tracer stays with the provider it was first used with, also when another one is set.
const tracers = new WeakMap<TracerProvider, Tracer>();

function currentTracer(): Tracer {
  const provider = trace.getTracerProvider();
  let tracer = tracers.get(provider);
  if (tracer === undefined) {
    tracer = provider.getTracer(names.SCOPE);
    tracers.set(provider, tracer);
  }
  return tracer;
}

/**
 * Runs `run` as one operation: a span and a point of `mystocks_operation_duration_seconds`.
 * @returns the callback's value
 * @throws what the callback throws, after it was recorded on the span
 */
export async function trackOperation<T>(
  name: string,
  options: OperationOptions,
  run: (operation: OperationHandle) => T | Promise<T>,
): Promise<T> {
  const system = databaseSystem(options.database);
  const outer = context.active();
  const span = currentTracer().startSpan(name, spanOptions(name, system, options), outer);
  const inner: Context = trace.setSpan(outer, span).setValue(OPERATION_KEY, name);
  const startedMs = performance.now();
  let failed = false;
  try {
    return await context.with(inner, run, undefined, new RunningOperation(span));
  } catch (error) {
    failed = true;
    recordFailure(span, error);
    throw error;
  } finally {
    finish({ name, options, system, span, inner, failed, durationMs: performance.now() - startedMs });
  }
}

/** The same for a function that exists: returns one that runs as the operation each time it is called. */
export function tracked<A extends unknown[], T>(
  name: string,
  options: OperationOptions,
  run: (...args: A) => T | Promise<T>,
): (...args: A) => Promise<T> {
  return function (this: unknown, ...args) {
    return trackOperation(name, options, () => run.apply(this, args));
  };
}

function spanOptions(name: string, system: string, options: OperationOptions) {
  const attributes: Attributes = {
    [names.OPERATION_NAME]: name,
    [names.OPERATION_TYPE]: options.type ?? "LOAD",
    [names.CLASSIFICATION]: options.classification,
    [names.AUTO_ALERT]: options.autoAlert ?? true,
    [names.DB_SYSTEM]: system,
  };
  if (options.databaseName !== undefined) attributes[names.DB_NAMESPACE] = options.databaseName;
  if (options.collection !== undefined) attributes[names.DB_COLLECTION] = options.collection;
  return { kind: SpanKind.INTERNAL, attributes };
}

function recordFailure(span: Span, error: unknown): void {
  const message = errorMessage(error);
  span.recordException(error instanceof Error ? error : message);
  span.setAttribute(names.ERROR_TYPE, errorType(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

interface Finished {
  name: string;
  options: OperationOptions;
  system: string;
  span: Span;
  inner: Context;
  failed: boolean;
  durationMs: number;
}

function finish({ name, options, system, span, inner, failed, durationMs }: Finished): void {
  const thresholds = thresholdsOf(options.slowMs);
  const slowness = slownessOf(durationMs, thresholds);
  if (slowness !== undefined) {
    span.setAttribute(names.SLOW, slowness);
    logSlowOperation({ name, durationMs, slowness, thresholds, within: inner });
  }
  span.end();
  const labels = {
    operation: name,
    kind: "tracked",
    classification: options.classification,
    database: options.databaseName ?? system,
    collection: options.collection ?? "",
  };
  const { duration, errors, slow } = operationInstruments();
  duration.record(durationMs / 1_000, labels);
  if (failed) errors.add(1, labels);
  // From 0 on: in Prometheus a counter that begins with 1 has never increased.
  slow.add(slowness === undefined ? 0 : 1, { ...labels, level: "warning" });
  slow.add(slowness === "critical" ? 1 : 0, { ...labels, level: "critical" });
}

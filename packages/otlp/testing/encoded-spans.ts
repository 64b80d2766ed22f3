import type { Attributes } from "@opentelemetry/api";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

export interface SpanToEncode {
  name?: string;
  kind?: SpanKind;
  attributes?: Attributes;
  error?: string;
  exception?: Error;
  /** Milliseconds since the epoch. */
  startMs?: number;
  endMs?: number;
}

/** Spans as OpenTelemetry's own SDK ends them. */
export function recordedSpans(spans: readonly SpanToEncode[], resource: Attributes = {}): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "market-data", ...resource }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer("test");
  for (const {
    name = "span",
    kind = SpanKind.CLIENT,
    attributes = {},
    startMs,
    endMs,
    ...outcome
  } of spans) {
    const span = tracer.startSpan(name, {
      kind,
      attributes,
      ...(startMs !== undefined && { startTime: startMs }),
    });
    if (outcome.exception !== undefined) span.recordException(outcome.exception);
    if (outcome.error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.error });
    span.end(endMs);
  }
  return exporter.getFinishedSpans();
}

/** The bodies OpenTelemetry's own exporters would send. */
export function encodedSpans(spans: readonly SpanToEncode[], resource: Attributes = {}) {
  const recorded = recordedSpans(spans, resource);
  return {
    protobuf: bodyOf(ProtobufTraceSerializer.serializeRequest(recorded)),
    json: bodyOf(JsonTraceSerializer.serializeRequest(recorded)),
  };
}

function bodyOf(body: Uint8Array | undefined): Uint8Array {
  if (body === undefined) throw new Error("the serializer gave no body");
  return body;
}

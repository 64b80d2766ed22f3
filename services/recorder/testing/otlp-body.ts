import { ProtobufMessage } from "./protobuf.ts";

export interface TestSpan {
  traceId: Uint8Array;
  spanId: Uint8Array;
  parentSpanId?: Uint8Array;
  name: string;
  kind: number;
  startNs: bigint;
  endNs: bigint;
  status?: number;
  attributes: Record<string, string | number>;
}

export interface TestPoint {
  name: string;
  value: number;
  timeNs: bigint;
  labels?: Record<string, string>;
  /** A monotonic sum when given, a gauge otherwise. */
  temporality?: "delta" | "cumulative";
}

export interface TestLog {
  timeNs: bigint;
  eventName: string;
  attributes: Record<string, string | number>;
}

const DELTA = 1;
const CUMULATIVE = 2;

/** An ExportTraceServiceRequest of one service, which may say more of itself. */
export function tracesBody(
  service: string,
  spans: readonly TestSpan[],
  resource: Record<string, string> = {},
): Buffer {
  const scope = new ProtobufMessage();
  for (const span of spans) scope.message(2, spanMessage(span));
  return exportRequest(service, scope, resource);
}

/** An ExportMetricsServiceRequest of one service, which may say more of itself. */
export function metricsBody(
  service: string,
  points: readonly TestPoint[],
  resource: Record<string, string> = {},
): Buffer {
  const scope = new ProtobufMessage();
  for (const point of points) scope.message(2, metricMessage(point));
  return exportRequest(service, scope, resource);
}

/** An ExportLogsServiceRequest of one service. */
export function logsBody(service: string, logs: readonly TestLog[]): Buffer {
  const scope = new ProtobufMessage();
  for (const { timeNs, eventName, attributes } of logs) {
    const record = new ProtobufMessage().fixed64(1, timeNs).varint(2, 9).text(12, eventName);
    scope.message(2, withAttributes(record, 6, attributes));
  }
  return exportRequest(service, scope);
}

function exportRequest(service: string, scope: ProtobufMessage, more: Record<string, string> = {}): Buffer {
  const resource = withAttributes(new ProtobufMessage(), 1, {
    "service.name": service,
    "service.instance.id": `${service}-1`,
    ...more,
  });
  const block = new ProtobufMessage().message(1, resource).message(2, scope);
  return new ProtobufMessage().message(1, block).finish();
}

function spanMessage(span: TestSpan): ProtobufMessage {
  const message = new ProtobufMessage().bytes(1, span.traceId).bytes(2, span.spanId);
  if (span.parentSpanId !== undefined) message.bytes(4, span.parentSpanId);
  message.text(5, span.name).varint(6, span.kind).fixed64(7, span.startNs).fixed64(8, span.endNs);
  withAttributes(message, 9, span.attributes);
  if (span.status !== undefined) message.message(15, new ProtobufMessage().varint(3, span.status));
  return message;
}

function metricMessage({ name, value, timeNs, labels = {}, temporality }: TestPoint): ProtobufMessage {
  const point = new ProtobufMessage().fixed64(2, timeNs).fixed64(3, timeNs).double(4, value);
  const data = new ProtobufMessage().message(1, withAttributes(point, 7, labels));
  const message = new ProtobufMessage().text(1, name);
  if (temporality === undefined) return message.message(5, data);
  return message.message(7, data.varint(2, temporality === "delta" ? DELTA : CUMULATIVE).varint(3, 1));
}

function withAttributes(
  message: ProtobufMessage,
  field: number,
  attributes: Record<string, string | number>,
): ProtobufMessage {
  for (const [key, value] of Object.entries(attributes)) {
    const any = new ProtobufMessage();
    if (typeof value === "string") any.text(1, value);
    else if (Number.isInteger(value)) any.varint(3, value);
    else any.double(4, value);
    message.message(field, new ProtobufMessage().text(1, key).message(2, any));
  }
  return message;
}

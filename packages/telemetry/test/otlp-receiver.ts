import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

import type { Field } from "./protobuf.ts";
import { double, fieldsOf, hex, integer, messages, text } from "./protobuf.ts";

type Message = Map<number, Field[]>;
type Values = Record<string, string | number | boolean>;

interface ReceivedSpan {
  name: string;
  spanId: string;
  parentSpanId: string;
  traceId: string;
  kind: number;
  attributes: Values;
  resource: Values;
}

interface ReceivedLog {
  eventName: string;
  body: string;
  attributes: Values;
}

interface ReceivedPoint {
  metric: string;
  kind: "number" | "histogram" | "exponential";
  attributes: Values;
  value: number;
}

/** An OTLP/HTTP endpoint that decodes what comes and lets a test wait for it. */
export interface OtlpReceiver {
  endpoint: string;
  spans: ReceivedSpan[];
  logs: ReceivedLog[];
  points: ReceivedPoint[];
  /** Resolves once `met()` is true, looked at after every request. */
  until(met: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const waiting = new Set<() => void>();
  const received: Pick<OtlpReceiver, "spans" | "logs" | "points"> = { spans: [], logs: [], points: [] };
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request);
    if (request.url === "/v1/traces") received.spans.push(...spansIn(body));
    if (request.url === "/v1/logs") received.logs.push(...logsIn(body));
    if (request.url === "/v1/metrics") received.points.push(...pointsIn(body));
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
    for (const look of waiting) look();
  };
  const server = createServer((request, response) => {
    void receive(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    ...received,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    until: (met) =>
      new Promise((resolve) => {
        const look = () => {
          if (!met()) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Message> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return fieldsOf(request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body);
}

function* records(request: Message): Generator<{ resource: Values; record: Message }> {
  for (const block of messages(request, 1)) {
    const [resource] = messages(block, 1);
    const values = resource === undefined ? {} : attributesIn(resource, 1);
    for (const scope of messages(block, 2)) {
      for (const record of messages(scope, 2)) yield { resource: values, record };
    }
  }
}

function spansIn(request: Message): ReceivedSpan[] {
  return [...records(request)].map(({ resource, record }) => ({
    name: text(record, 5),
    traceId: hex(record, 1),
    spanId: hex(record, 2),
    parentSpanId: hex(record, 4),
    kind: Number(integer(record, 6)),
    attributes: attributesIn(record, 9),
    resource,
  }));
}

function logsIn(request: Message): ReceivedLog[] {
  return [...records(request)].map(({ record }) => ({
    eventName: text(record, 12),
    body: String(anyValue(messages(record, 5)[0] ?? new Map())),
    attributes: attributesIn(record, 6),
  }));
}

function pointsIn(request: Message): ReceivedPoint[] {
  return [...records(request)].flatMap(({ record }) => {
    const metric = text(record, 1);
    const of = (field: number) => messages(record, field).flatMap((data) => messages(data, 1));
    const count = (point: Message) => Number(integer(point, 4));
    return [
      ...[...of(5), ...of(7)].map((point) => ({
        metric,
        kind: "number" as const,
        attributes: attributesIn(point, 7),
        value: point.has(6) ? Number(BigInt.asIntN(64, integer(point, 6))) : double(integer(point, 4)),
      })),
      ...of(9).map((point) => ({
        metric,
        kind: "histogram" as const,
        attributes: attributesIn(point, 9),
        value: count(point),
      })),
      ...of(10).map((point) => ({
        metric,
        kind: "exponential" as const,
        attributes: attributesIn(point, 1),
        value: count(point),
      })),
    ];
  });
}

function attributesIn(message: Message, field: number): Values {
  return Object.fromEntries(
    messages(message, field).map((pair) => [text(pair, 1), anyValue(messages(pair, 2)[0] ?? new Map())]),
  );
}

function anyValue(value: Message): string | number | boolean {
  if (value.has(1)) return text(value, 1);
  if (value.has(2)) return integer(value, 2) === 1n;
  if (value.has(3)) return Number(BigInt.asIntN(64, integer(value, 3)));
  return value.has(4) ? double(integer(value, 4)) : "";
}

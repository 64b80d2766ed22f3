import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import { context, isSpanContextValid, trace } from "@opentelemetry/api";
import type { RPCMetadata } from "@opentelemetry/core";
import { getRPCMetadata } from "@opentelemetry/core";

import type { IsTrusted, TrustProxy } from "./client-address.ts";
import { clientAddress, parseTrustProxy, trustOf } from "./client-address.ts";
import { httpInstruments } from "./http-instruments.ts";
import { routeTemplate } from "./route-template.ts";

export interface RequestLogLine {
  time: string;
  method: string;
  /** Template, such as `/klines/:symbol`; `(unmatched)` where no route was found. Never a path or a query. */
  route: string;
  /** 499: the client hung up before the answer was sent. */
  status: number;
  durationMs: number;
  clientAddress: string | undefined;
  requestId: string;
  traceId: string | undefined;
}

export interface HttpMiddlewareOptions {
  /** Default: `MYSTOCKS_TRUST_PROXY`, else no proxy is trusted. */
  trustProxy?: TrustProxy;
  /** Gets each finished request. Default: one JSON line on standard output; false: none. */
  logger?: ((line: RequestLogLine) => void) | false;
}

export type HttpMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"]);
const CLIENT_CLOSED_REQUEST = 499;

/** Counts, times and logs every request. Install it first, so that whatever a later handler throws is seen too. */
export function httpMiddleware(options: HttpMiddlewareOptions = {}): HttpMiddleware {
  const isTrusted = trustOf(options.trustProxy ?? parseTrustProxy(process.env["MYSTOCKS_TRUST_PROXY"]));
  const log = options.logger === false ? undefined : (options.logger ?? writeLine);
  return (request, response, next) => {
    const begun = begin(request, isTrusted);
    response.setHeader("x-request-id", begun.requestId);
    // `close` comes once and always: after the answer, after a thrown error's answer, and when the client hangs up.
    response.once("close", () => {
      const line = end(begun, request, response);
      measure(line);
      log?.(line);
    });
    next();
  };
}

interface Begun {
  atMs: number;
  requestId: string;
  traceId: string | undefined;
  clientAddress: string | undefined;
  rpc: RPCMetadata | undefined;
}

function begin(request: IncomingMessage, isTrusted: IsTrusted): Begun {
  const span = trace.getActiveSpan()?.spanContext();
  return {
    atMs: performance.now(),
    requestId: requestId(request.headers["x-request-id"]),
    traceId: span !== undefined && isSpanContextValid(span) ? span.traceId : undefined,
    clientAddress: clientAddress(request.socket.remoteAddress, request.headers["x-forwarded-for"], isTrusted),
    rpc: getRPCMetadata(context.active()),
  };
}

function end(begun: Begun, request: IncomingMessage, response: ServerResponse): RequestLogLine {
  const method = request.method ?? "";
  return {
    time: new Date().toISOString(),
    method: METHODS.has(method) ? method : "_OTHER",
    route: routeTemplate(request, begun.rpc?.route),
    status: response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST,
    durationMs: Math.round((performance.now() - begun.atMs) * 1_000) / 1_000,
    clientAddress: begun.clientAddress,
    requestId: begun.requestId,
    traceId: begun.traceId,
  };
}

function measure({ method, route, status, durationMs }: RequestLogLine): void {
  const { requests, duration } = httpInstruments();
  requests.add(1, { method, endpoint: route, status: String(status) });
  duration.record(durationMs / 1_000, { method, endpoint: route });
}

/** Taken over from the caller only when it is short and plain: it lands in logs. */
function requestId(header: string | string[] | undefined): string {
  return typeof header === "string" && /^[\w.:-]{1,64}$/.test(header) ? header : randomUUID();
}

function writeLine(line: RequestLogLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

import type { Context } from "@opentelemetry/api";
import { SpanKind } from "@opentelemetry/api";
import type { RPCMetadata } from "@opentelemetry/core";
import { getRPCMetadata } from "@opentelemetry/core";
import type { ReadableSpan, Span, SpanProcessor } from "@opentelemetry/sdk-trace";

import * as names from "./names.ts";
import { OPERATION_KEY } from "./operation-context.ts";
import { withoutQueryValues } from "./query-string.ts";

/**
 * Tells each span what it runs in: the enclosing operation, the request's route and client. The server span ends
 * later than the spans below it, so who stores them one by one could not look these up.
 */
export class StampProcessor implements SpanProcessor {
  readonly #requests = new WeakMap<Span, RPCMetadata>();

  onStart(span: Span, parent: Context): void {
    const operation = parent.getValue(OPERATION_KEY);
    if (typeof operation === "string") span.setAttribute(names.OPERATION_PARENT, operation);
    const request = getRPCMetadata(parent);
    if (request === undefined || span.kind === SpanKind.SERVER) return;
    this.#requests.set(span, request);
  }

  /** As late as it can be: the route is known only once express has found the handler. */
  onEnding(span: Span): void {
    const request = this.#requests.get(span);
    if (request !== undefined) stampRequest(span, request);
    for (const key of ["url.query", "url.full"]) {
      const url = span.attributes[key];
      if (typeof url === "string") span.setAttribute(key, withoutQueryValues(key, url));
    }
  }

  onEnd(_span: ReadableSpan): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

function stampRequest(span: Span, request: RPCMetadata): void {
  if (request.route !== undefined) span.setAttribute(names.HTTP_ROUTE, request.route);
  const client = (request.span as Partial<ReadableSpan>).attributes?.[names.CLIENT_ADDRESS];
  if (typeof client === "string") span.setAttribute(names.CLIENT_ADDRESS, client);
}

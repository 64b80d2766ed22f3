import type { Context } from "@opentelemetry/api";
import { SpanStatusCode } from "@opentelemetry/api";
import { hrTimeToMilliseconds } from "@opentelemetry/core";
import type { ReadableSpan, Span, SpanProcessor } from "@opentelemetry/sdk-trace";

const CONNECTS = new Set(["pg.connect", "pg-pool.connect"]);
const TELLING_MS = 5;

/**
 * Keeps the spans of getting a connection only when they explain something: slow or failed. Each query has one, so
 * they would double what is sent. A kept one never lacks its parent: what encloses it took at least as long.
 */
export class ConnectFilter implements SpanProcessor {
  readonly #next: SpanProcessor;

  constructor(next: SpanProcessor) {
    this.#next = next;
  }

  onStart(span: Span, parent: Context): void {
    this.#next.onStart(span, parent);
  }

  onEnd(span: ReadableSpan): void {
    if (CONNECTS.has(span.name) && tellsNothing(span)) return;
    this.#next.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#next.shutdown();
  }
}

function tellsNothing(span: ReadableSpan): boolean {
  return span.status.code !== SpanStatusCode.ERROR && hrTimeToMilliseconds(span.duration) < TELLING_MS;
}

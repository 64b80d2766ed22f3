import { expect, test } from "@jest/globals";
import { SpanStatusCode } from "@opentelemetry/api";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

import { ConnectFilter } from "./connect-filter.ts";

const START_MS = 1_700_000_000_000;

function kept(name: string, durationMs: number, failed = false): boolean {
  const exporter = new InMemorySpanExporter();
  const filter = new ConnectFilter(new SimpleSpanProcessor({ exporter }));
  const tracer = new TracerProvider({ spanProcessors: [filter] }).getTracer("test");
  const span = tracer.startSpan(name, { startTime: START_MS });
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end(START_MS + durationMs);
  return exporter.getFinishedSpans().length === 1;
}

test.each([
  ["pg-pool.connect", 1, false, false],
  ["pg.connect", 4, false, false],
  ["pg-pool.connect", 5, false, true],
  ["pg-pool.connect", 1, true, true],
  ["pg.query:SELECT", 0, false, true],
])("%s of %i ms, failed: %s; kept: %s", (name, durationMs, failed, expected) => {
  expect(kept(name, durationMs, failed)).toBe(expected);
});

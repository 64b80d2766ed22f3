import { expect, test } from "@jest/globals";
import type { LiveExecution } from "@mystocks/realtime";
import { joinExecutions } from "./shown-execution.ts";

const execution = (spanId: string, endedAtMs: number): LiveExecution => ({
  traceId: "t",
  spanId,
  endedAtMs,
  durationMs: 3000,
  failed: false,
  level: "warning",
  operationId: 1,
  operation: "load",
  service: "s",
});

test("what REST knows of an execution wins over what the socket told", () => {
  const operation = {
    id: 1,
    service: "s",
    operation: "load",
    type: "",
    kind: "tracked" as const,
    classification: "DAILY_KLINE",
    databaseSystem: "postgresql",
    database: "mystocks",
    collection: "daily_kline",
  };
  const stored = {
    traceId: "t",
    spanId: "a",
    endedAt: new Date(5).toISOString(),
    durationMs: 3000,
    level: "warning" as const,
    failed: false,
    error: null,
    rows: 1,
    operation,
    statement: "SELECT 1",
  };
  const joined = joinExecutions([stored], [execution("a", 5), execution("b", 6)]);
  expect(joined).toHaveLength(2);
  expect(joined.map(({ spanId, statement }) => [spanId, statement])).toEqual([
    ["a", "SELECT 1"],
    ["b", null],
  ]);
  expect(joined[0]?.where).toBe("DAILY_KLINE · PostgreSQL · daily_kline");
});

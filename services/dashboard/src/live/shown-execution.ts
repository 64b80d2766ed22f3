import type { Execution } from "@mystocks/api";
import type { LiveExecution } from "@mystocks/realtime";
import { placeOf } from "../format/place.ts";

/** One execution as pages show it, from REST or from the socket. */
export type ShownExecution = {
  traceId: string;
  spanId: string;
  endedAtMs: number;
  durationMs: number;
  level: Execution["level"];
  failed: boolean;
  error: string | null;
  rows: number | null;
  operationId: number;
  operation: string;
  service: string;
  where: string;
  statement: string | null;
};

/** REST knows more of an execution than the socket, so it wins where both have it. */
export function joinExecutions(
  stored: readonly Execution[],
  live: readonly LiveExecution[],
): ShownExecution[] {
  const known = new Map(live.map((execution) => [execution.spanId, fromLive(execution)]));
  for (const execution of stored) known.set(execution.spanId, fromStored(execution));
  return [...known.values()];
}

function fromStored(execution: Execution): ShownExecution {
  const { traceId, spanId, durationMs, level, failed, error, rows, statement, operation } = execution;
  return {
    traceId,
    spanId,
    durationMs,
    level,
    failed,
    error,
    rows,
    statement,
    endedAtMs: Date.parse(execution.endedAt),
    operationId: operation.id,
    operation: operation.operation,
    service: operation.service,
    where: placeOf(operation),
  };
}

function fromLive(execution: LiveExecution): ShownExecution {
  return { ...execution, error: null, rows: null, statement: null, where: "" };
}

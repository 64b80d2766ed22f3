import type { OperationPulse, PulseExemplar } from "@mystocks/events";
import { levelOf, thresholdsOf, type MonitorConfig } from "@mystocks/runtime";
import type { ExecutionRow } from "@mystocks/store";
import type { LiveExecution } from "./contract.ts";

type Identity = Pick<OperationPulse["operation"], "id" | "service" | "operation" | "classification">;
type Levels = Pick<MonitorConfig, "thresholds" | "classifications">;

const FAILED = 4;

export function executionOfExemplar(
  exemplar: PulseExemplar,
  operation: Identity,
  config: Levels,
): LiveExecution {
  const { traceId, spanId, endNs, durationNs, failed } = exemplar;
  return execution(
    { traceId, spanId, endNs: BigInt(endNs), durationNs: BigInt(durationNs) },
    failed,
    operation,
    config,
  );
}

export function executionOfRow(row: ExecutionRow, operation: Identity, config: Levels): LiveExecution {
  return execution(row, (row.marks & FAILED) !== 0, operation, config);
}

/** Only these are shown in the overview. */
export const isSlowOrFailed = ({ failed, level }: LiveExecution): boolean => failed || level !== "ok";

function execution(
  { traceId, spanId, endNs, durationNs }: Pick<ExecutionRow, "traceId" | "spanId" | "endNs" | "durationNs">,
  failed: boolean,
  { id, service, operation, classification }: Identity,
  config: Levels,
): LiveExecution {
  const durationMs = milliseconds(durationNs);
  return {
    traceId,
    spanId,
    endedAtMs: milliseconds(endNs),
    durationMs,
    failed,
    level: levelOf(durationMs, thresholdsOf(config, classification)),
    operationId: id,
    operation,
    service,
  };
}

/** To the microsecond; a time of today in nanoseconds is past what a number holds exactly. */
const milliseconds = (nanoseconds: bigint): number => Number(nanoseconds / 1000n) / 1000;

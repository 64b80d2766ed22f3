import type { SpanRecord } from "@mystocks/otlp";
import { MARK, type SpanRow, type StoredOperation } from "@mystocks/store";
import type { Thresholds } from "./thresholds.ts";

/** A span with the numbers its row needs. */
export interface PlacedSpan extends SpanRow {
  readonly record: SpanRecord;
  operation: StoredOperation | undefined;
}

const FAILED = 2;
const SERVER = 2;

/** What the thresholds and the status say of a span: operations by their class, requests by the general thresholds. */
export function marksOf(span: SpanRecord, durationNs: bigint, thresholds: Thresholds): number {
  const failed = isFailed(span) ? MARK.failed : 0;
  if (span.operation === undefined && span.kind !== SERVER) return failed;
  const { warningNs, criticalNs } = thresholds(span.operation?.classification ?? "");
  if (durationNs < warningNs && durationNs <= criticalNs) return failed;
  const overWarning = durationNs >= warningNs ? MARK.overWarning : 0;
  const overCritical = durationNs > criticalNs ? MARK.overCritical : 0;
  return failed | overWarning | overCritical;
}

export function isFailed({ status }: Pick<SpanRecord, "status">): boolean {
  return status === FAILED;
}

/** A clock that was set back while the span ran gives no negative duration. */
export function durationOf({ startNs, endNs }: Pick<SpanRecord, "startNs" | "endNs">): bigint {
  return endNs > startNs ? endNs - startNs : 0n;
}

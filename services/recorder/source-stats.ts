import type { PartitionLag } from "@mystocks/bus";
import type { SourceStatus } from "@mystocks/store";
import type { SourceHead } from "./source-head.ts";
import type { SourceStats } from "./stats.ts";

/** A source with what waits for it. */
export interface ObservedSource {
  head: SourceHead;
  queued: number;
  queuedBytes: number;
  oldestMs: number | undefined;
  lag: PartitionLag | undefined;
}

export function sourceStats(
  { head, queued, queuedBytes, oldestMs, lag }: ObservedSource,
  nowMs: number,
): SourceStats {
  const { next } = head.position;
  const secondsSince = (unixMs: number) => Math.max(0, nowMs - unixMs) / 1000;
  return {
    ...head.source,
    next,
    lag: lag === undefined ? undefined : Math.max(0, Number(lag.highWatermark) - next),
    queued,
    queuedBytes,
    oldestSeconds: oldestMs === undefined ? 0 : secondsSince(oldestMs),
    fetchedSeconds: lag === undefined ? undefined : secondsSince(lag.fetchedAtMs),
    freshnessSeconds: head.newestMs === undefined ? undefined : secondsSince(head.newestMs),
  };
}

export function sourceStatus({ head, queued, queuedBytes, oldestMs, lag }: ObservedSource): SourceStatus {
  return {
    sourceId: head.position.sourceId,
    highWatermark: lag === undefined ? undefined : Number(lag.highWatermark),
    fetchedAtMs: lag?.fetchedAtMs,
    queuedRecords: queued,
    queuedBytes,
    oldestQueuedAtMs: oldestMs,
  };
}

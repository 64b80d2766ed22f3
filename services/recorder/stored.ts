import type { BatchReference, BatchSummary, DeadLetterRow, PulseDelta, RecordSignal } from "@mystocks/store";
import type { Batch, PlacedLog, PlacedSample } from "./batch.ts";
import type { PlacedSpan } from "./placed-span.ts";
import type { PulseAggregate } from "./pulse-aggregate.ts";

/** What a commit added to the store: what it had already is not in it. */
export interface Stored {
  spans: readonly PlacedSpan[];
  pulses: { aggregate: PulseAggregate; delta: PulseDelta }[];
  samples: PlacedSample[];
  logs: PlacedLog[];
  deadLetters: number;
  redone: boolean;
  /** Operations that ended over 60 s before the commit. */
  lateOperations: number;
  /** The latest time of what is new; undefined when nothing is. */
  newestMs: number | undefined;
}

/** What is observed later than this is history: no live rule judges by it. */
const LIVE_SECONDS = 60;

export function storedOf(observedAtMs: number, added: Omit<Stored, "lateOperations" | "newestMs">): Stored {
  const live = Math.floor(observedAtMs / 1000) - LIVE_SECONDS;
  const late = added.pulses.filter(({ delta }) => delta.second < live);
  return {
    ...added,
    lateOperations: late.reduce((sum, { delta }) => sum + delta.count, 0),
    newestMs: newestOf(added),
  };
}

/** The commit as its source's row counts it. */
export function summaryOf(
  {
    batch,
    records,
    missing,
    deadLetters,
  }: { batch: Batch; records: number; missing: number; deadLetters: readonly DeadLetterRow[] },
  stored: Stored,
): Omit<BatchSummary, keyof BatchReference> {
  const { received, refused } = batch;
  const { spans, samples, logs } = batch;
  return {
    records,
    missing,
    deadLetters: deadLetters.length,
    received,
    stored: { spans: stored.spans.length, samples: stored.samples.length, logs: stored.logs.length },
    duplicates: {
      spans: spans.length - stored.spans.length,
      samples: samples.length - stored.samples.length + batch.repeatedDeltas,
      logs: logs.length - stored.logs.length,
    },
    dropped: Object.entries(refused).flatMap(([signal, reasons]) =>
      Object.entries(reasons).map(([reason, count]) => ({ signal: signal as RecordSignal, reason, count })),
    ),
    lateOperations: stored.lateOperations,
    newestMs: stored.newestMs,
  };
}

function newestOf({ spans, samples, logs }: Pick<Stored, "spans" | "samples" | "logs">): number | undefined {
  let newestMs = 0;
  for (const { timeMs } of samples) if (timeMs > newestMs) newestMs = timeMs;
  let newestNs = 0n;
  for (const { timeNs } of logs) if (timeNs > newestNs) newestNs = timeNs;
  for (const { record } of spans) if (record.endNs > newestNs) newestNs = record.endNs;
  newestMs = Math.max(newestMs, Number(newestNs / 1_000_000n));
  return newestMs === 0 ? undefined : newestMs;
}

import { ExponentialHistogram } from "@mystocks/histogram";
import type { Refusals } from "./admission.ts";

type Signal = "spans" | "samples" | "logs";
type Counts = Record<Signal, number>;

/** Since the start, but for the queue, which is now. Cumulative: ready to be exported as counters. */
export interface RecorderStats {
  queue: { requests: number; records: number; usedBytes: number; capacityBytes: number };
  /** Decoded and admitted; a request that is sent again is received again. */
  received: Counts;
  stored: Counts;
  duplicates: Counts;
  /** By reason. */
  dropped: Record<string, number>;
  /** Answers of the OTLP receiver by HTTP status. */
  answers: Record<string, number>;
  receivedBytes: number;
  commits: number;
  /** Commits that were redone because another owner or a duplicate was met. */
  redone: number;
  commitFailures: number;
  /** Seconds from the start of a commit to its end. */
  commitLatency: ExponentialHistogram;
  /** Of the outbox: last sequence committed and last one published. */
  outbox: { committed: number; published: number };
}

export type RecorderCounters = Omit<RecorderStats, "queue" | "outbox">;

export function createCounters(): RecorderCounters {
  return {
    received: { spans: 0, samples: 0, logs: 0 },
    stored: { spans: 0, samples: 0, logs: 0 },
    duplicates: { spans: 0, samples: 0, logs: 0 },
    dropped: {},
    answers: {},
    receivedBytes: 0,
    commits: 0,
    redone: 0,
    commitFailures: 0,
    commitLatency: new ExponentialHistogram(),
  };
}

export function countRefusals(counters: RecorderCounters, refused: Refusals): void {
  for (const [reason, count] of Object.entries(refused))
    counters.dropped[reason] = (counters.dropped[reason] ?? 0) + count;
}

export function countAnswer(counters: RecorderCounters, status: number): void {
  counters.answers[status] = (counters.answers[status] ?? 0) + 1;
}

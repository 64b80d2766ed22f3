import { ExponentialHistogram } from "@mystocks/histogram";
import type { RecordSignal, SignalCounts } from "@mystocks/store";
import type { Refusals } from "./admission.ts";
import type { SpansOfNamespaces } from "./intake.ts";

/** How a source of this recorder stands now. */
export interface SourceStats {
  /** `otlp-http`, `otlp-http-metrics`, `otlp-http-logs`, or the topic. */
  source: string;
  partition: number;
  /** Kafka offset, or number of the request, that is stored next. */
  next: number;
  /** Kafka records that are not stored; undefined for a source without offsets, or when nothing is known yet. */
  lag: number | undefined;
  /** Requests or records in memory, and their bytes. */
  queued: number;
  queuedBytes: number;
  /** Seconds that the oldest of them waits: of a request since it came, of a record since Kafka has it; 0 without. */
  oldestSeconds: number;
  /** Since records, or the news that there are none, last came. */
  fetchedSeconds: number | undefined;
  /** From the end of the newest span, or the time of the newest sample or log event, that this recorder stored. */
  freshnessSeconds: number | undefined;
}

/** Since the start, but for queue and sources, which are now. Cumulative: ready to be exported as counters. */
export interface RecorderStats {
  queue: { requests: number; records: number; usedBytes: number; capacityBytes: number };
  sources: SourceStats[];
  /** Decoded; a request that is sent again is received again. received = stored + duplicates + dropped + waiting. */
  received: SignalCounts;
  stored: SignalCounts;
  duplicates: SignalCounts;
  /** By reason. */
  dropped: Record<string, number>;
  /** Spans dropped because their name space is over its quota, by name space: the first hundred, the others in sum. */
  overQuota: Record<string, number>;
  /** Kafka records committed, and those of them that are dead letters, by code. */
  records: number;
  deadLetters: Record<string, number>;
  /** Operations stored over 60 s after their end. */
  lateOperations: number;
  /** Answers of the OTLP receiver by HTTP status. */
  answers: Record<string, number>;
  receivedBytes: number;
  commits: number;
  /** Commits that were redone because another owner or a duplicate was met. */
  redone: number;
  commitFailures: number;
  /** Seconds from the start of a commit to its end. */
  commitLatency: ExponentialHistogram;
  /** Of the outbox, over all sources: commits, and those whose pulse is published. */
  outbox: { committed: number; published: number };
}

export type RecorderCounters = Omit<RecorderStats, "queue" | "sources" | "outbox">;

export function createCounters(): RecorderCounters {
  const none = (): Record<RecordSignal, number> => ({ spans: 0, samples: 0, logs: 0 });
  return {
    received: none(),
    stored: none(),
    duplicates: none(),
    dropped: {},
    overQuota: {},
    records: 0,
    deadLetters: {},
    lateOperations: 0,
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

const MOST_NAMESPACES = 100;
const OTHER = "__other__";

export function countOverQuota({ overQuota }: RecorderCounters, spans: SpansOfNamespaces): void {
  for (const [namespace, count] of spans) {
    const hasRoom = namespace in overQuota || Object.keys(overQuota).length < MOST_NAMESPACES;
    const name = hasRoom ? namespace : OTHER;
    overQuota[name] = (overQuota[name] ?? 0) + count;
  }
}

export function countAnswer(counters: RecorderCounters, status: number): void {
  counters.answers[status] = (counters.answers[status] ?? 0) + 1;
}

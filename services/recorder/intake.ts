import type { LogRecord, SampleRecord, SpanRecord } from "@mystocks/otlp";
import type { DeadLetterRow, RecordSignal } from "@mystocks/store";
import type { Refusals } from "./admission.ts";

/** Numbers of spans by name space. */
export type SpansOfNamespaces = ReadonlyMap<string, number>;

/** What one request or Kafka record brought, decoded: it is stored whole or not at all. */
export interface Intake {
  signal: RecordSignal;
  /** Records it brought, stored or not. */
  received: number;
  spans: readonly SpanRecord[];
  samples: readonly SampleRecord[];
  logs: readonly LogRecord[];
  /** Records that are not stored. */
  refused: Refusals;
  /** Spans of each name space that are over its quota; `refused` has their sum. */
  overQuota: SpansOfNamespaces;
  arrivedAtMs: number;
}

/** What one commit is made of. */
export interface Group {
  intakes: readonly Intake[];
  deadLetters: readonly DeadLetterRow[];
  /** What of it the source, which stands at `next`, has not stored yet. */
  placeAt(next: number): Placing;
  /** It is stored; with an error: it never will be, and whoever sent it must act. */
  settle(error?: Error): void;
  /** Two groups of half of it each, the earlier one first; undefined for a single request or record. */
  split(): [Group, Group] | undefined;
  /** For a single record that the store refuses: the same as a dead letter. Undefined when its sender is told instead. */
  putAside(reason: string): Group | undefined;
}

/**
 * here: the group begins where the source stands. stored: all of it is behind that place. elsewhere: the source was
 * set back to before the group, so that what lies between has to come first.
 */
export type Placing =
  { state: "here"; group: Group; next: number; missing: number } | { state: "stored" | "elsewhere" };

/** What waits for the one writer of a source. */
export interface Input {
  /** Requests or records. */
  readonly length: number;
  /** Spans, samples and log events, as far as it is known. */
  readonly records: number;
  readonly oldestMs: number | undefined;
  /** Resolves at the next addition or `wake`. */
  changed(): Promise<void>;
  wake(): void;
  /** Takes from the front up to so many records, but at least one request or record when there is one. */
  take(mostRecords: number): Group;
  /** What is not settled of a group that can't be stored now waits in front again, its memory freed as far as can be. */
  giveBack?(group: Group): void;
  /** The source stands at `next`: what comes before it is dropped, what lies between is fetched. */
  standAt?(next: number): void;
}

export function sizeOf({ spans, samples, logs }: Intake): number {
  return spans.length + samples.length + logs.length;
}

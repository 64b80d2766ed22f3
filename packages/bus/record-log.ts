import type { Subscription } from "./port.ts";

/** One record as it lies in a partition; bytes are not looked into. */
export interface LogRecord {
  offset: bigint;
  key: Buffer | null;
  /** null: a tombstone. */
  value: Buffer | null;
  headers: Readonly<Record<string, Buffer>>;
  timestampMs: number;
  /**
   * Why a batch could not be unpacked (a codec that is not read here, more than 128 MiB when unpacked, damage). This
   * record has the batch's last offset and stands for all of it; `value` is the batch, packed.
   */
  unreadable?: string;
}

export interface RecordBatch {
  topic: string;
  partition: number;
  /** By rising offset; offsets may have gaps. */
  records: readonly LogRecord[];
  /** The offset that the next record written to the partition gets. */
  highWatermark: bigint;
  /** Aborted when the partition is taken away or reading ends: a `take` that lasts may end early, or be ended. */
  signal: AbortSignal;
}

/**
 * A reader that keeps its positions itself, in the transaction of what it made of the records. Calls for one
 * partition come one after the other; those of different partitions may overlap.
 */
export interface PartitionReader {
  /** The partition is this member's from now on. Resolves to the offset to begin at; undefined: the earliest there is. */
  open(topic: string, partition: number): Promise<bigint | undefined>;
  /** Nothing more of the partition is fetched until this resolves; when it rejects, the batch comes again after a pause. */
  take(batch: RecordBatch): Promise<void>;
  /**
   * The partition is another member's soon, or reading ends: no `take` follows. At most a few seconds. Called after
   * the `take` that runs has ended, or while it still runs when it has not within 2 s: then it has to end now.
   */
  close(topic: string, partition: number): Promise<void>;
}

export interface PartitionLag {
  topic: string;
  partition: number;
  /** The offset that is taken next, and the one that the next record written gets. */
  next: bigint;
  highWatermark: bigint;
  /** When records, or the news that there are none, last came. */
  fetchedAtMs: number;
}

export interface RecordSubscription extends Subscription {
  /** Reads the partition from here on: another owner had moved its position. */
  seek(topic: string, partition: number, next: bigint): void;
  /** Tells the log's own tools how far the partition is stored; nothing is ever read from it. */
  committed(topic: string, partition: number, next: bigint): void;
  /** Partitions that are this member's now. */
  lags(): PartitionLag[];
}

/** Topics of bytes, read by position. */
export interface RecordLog {
  /** Resolves when every record is stored by all in-sync replicas. */
  append(
    topic: string,
    records: readonly { key?: Buffer; value: Buffer; headers?: Readonly<Record<string, string>> }[],
  ): Promise<void>;
  /** The members of a group share the partitions. */
  read(parts: {
    group: string;
    topics: readonly string[];
    reader: PartitionReader;
  }): Promise<RecordSubscription>;
  close(): Promise<void>;
}

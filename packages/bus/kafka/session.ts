import type { Batch, Consumer } from "kafkajs";
import type { LogRecord } from "../record-log.ts";
import type { Client } from "./client.ts";
import { asRecord } from "./incoming-record.ts";
import { stickyAssigner } from "./sticky-assigner.ts";
import { timeBox } from "./time-box.ts";

export interface PartitionName {
  topic: string;
  partition: number;
}

export interface SessionParts {
  client: Client;
  group: string;
  topics: readonly string[];
  sessionTimeoutMs: number;
  /** Partitions that are held now, from before this session. */
  owned: () => readonly PartitionName[];
  /** Called before anything of the new assignment is fetched; its partitions are paused. */
  onAssigned: (session: Session, partitions: readonly PartitionName[]) => void;
  /** Whether the records were kept; otherwise they are fetched again. */
  onBatch: (name: PartitionName, records: LogRecord[], next: bigint, highWatermark: bigint) => boolean;
  /** A fetch was answered, with records or without. */
  onFetched: () => void;
}

const MAX_WAIT_MS = 250;
const PARTITION_MAX_BYTES = 256 * 1024;
// A batch larger than a limit still comes when it is the first of an answer, and kafkajs shuffles the order.
const FETCH_MAX_BYTES = 8 * 1024 * 1024;
const STOP_MS = 5000;

/**
 * One life of one kafkajs consumer. Handlers never run inside its loop, so its heartbeats go on whatever they do, and
 * whatever ends it is told once, through `ended`.
 */
export class Session {
  readonly ended: Promise<Error>;
  /** performance.now() of the last sign of life: an answered fetch or a join. */
  progressAt = performance.now();
  readonly #parts: SessionParts;
  readonly #consumer: Consumer;
  #end!: (reason: Error) => void;
  #isCut = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.ended = new Promise((done) => (this.#end = done));
    this.#consumer = parts.client.kafka.consumer({
      groupId: parts.group,
      partitionAssigners: [stickyAssigner(parts.owned)],
      sessionTimeout: parts.sessionTimeoutMs,
      heartbeatInterval: Math.floor(parts.sessionTimeoutMs / 4),
      rebalanceTimeout: parts.sessionTimeoutMs,
      maxWaitTimeInMs: MAX_WAIT_MS,
      maxBytesPerPartition: PARTITION_MAX_BYTES,
      maxBytes: FETCH_MAX_BYTES,
      metadataMaxAge: 60_000,
      // One way back for all faults: the one who holds this session opens another.
      retry: { retries: 3, initialRetryTime: 200, maxRetryTime: 1000, restartOnFailure: async () => false },
    });
  }

  start(): void {
    this.#listen();
    this.#run().catch((error: Error) => this.#end(error));
  }

  end(reason: Error): void {
    this.#end(reason);
  }

  pause({ topic, partition }: PartitionName): void {
    this.#act(() => this.#consumer.pause([{ topic, partitions: [partition] }]));
  }

  resume({ topic, partition }: PartitionName): void {
    this.#act(() => this.#consumer.resume([{ topic, partitions: [partition] }]));
  }

  seek({ topic, partition }: PartitionName, offset: bigint): void {
    this.#act(() => this.#consumer.seek({ topic, partition, offset: `${offset}` }));
  }

  async commit(offsets: readonly (PartitionName & { offset: bigint })[]): Promise<void> {
    await this.#consumer.commitOffsets(offsets.map((one) => ({ ...one, offset: `${one.offset}` })));
  }

  /** Leaves the group when that works within seconds; in any case nothing is heard of this session any more. */
  async close(): Promise<void> {
    await timeBox(this.#consumer.disconnect(), STOP_MS, "leaving the group").catch(() => {});
    this.cut();
  }

  cut(): void {
    this.#isCut = true;
    this.#parts.client.cut();
  }

  async #run(): Promise<void> {
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [...this.#parts.topics], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: async (payload) => {
        if (this.#isCut || payload.isStale()) return;
        if (this.#keep(payload.batch)) payload.resolveOffset(payload.batch.lastOffset());
      },
    });
  }

  #listen(): void {
    const { FETCH, GROUP_JOIN, CRASH } = this.#consumer.events;
    this.#consumer.on(FETCH, () => {
      if (this.#isCut) return;
      this.progressAt = performance.now();
      this.#parts.onFetched();
    });
    this.#consumer.on(GROUP_JOIN, ({ payload }) => {
      if (this.#isCut) return;
      this.progressAt = performance.now();
      const partitions = Object.entries(payload.memberAssignment).flatMap(([topic, numbers]) =>
        numbers.map((partition) => ({ topic, partition })),
      );
      for (const name of partitions) this.pause(name);
      this.#parts.onAssigned(this, partitions);
    });
    this.#consumer.on(CRASH, ({ payload }) => this.#end(payload.error));
  }

  #keep(batch: Batch): boolean {
    const { topic, partition } = batch;
    const records = batch.messages.map(asRecord);
    const next = BigInt(batch.lastOffset()) + 1n;
    return this.#parts.onBatch({ topic, partition }, records, next, BigInt(batch.highWatermark));
  }

  /** kafkajs throws when it is between two lives; then an assignment follows that sets all this anew. */
  #act(act: () => void): void {
    if (this.#isCut) return;
    try {
      act();
    } catch (error) {
      this.#end(error as Error);
    }
  }
}

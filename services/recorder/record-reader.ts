import type {
  LogRecord,
  PartitionLag,
  PartitionReader,
  RecordBatch,
  RecordSubscription,
} from "@mystocks/bus";
import type { Logger } from "@mystocks/runtime";
import type { IntakeDecoding } from "./decode-intake.ts";
import { decodeRecord, SIGNAL_OF, type Outcome } from "./decode-record.ts";
import { OwnedPartition } from "./owned-partition.ts";
import { RecordQueue } from "./record-queue.ts";
import type { Room } from "./room.ts";
import type { Source } from "./outbox-relays.ts";
import { openSourceHead, type HeadParts, type SourceHead } from "./source-head.ts";
import { Writer, type WriterParts } from "./writer.ts";

export interface RecordReaderParts extends HeadParts {
  log: Logger;
  decoding: () => IntakeDecoding;
  room: Room;
  /** Bytes of one partition in memory at most. */
  partitionBytes: number;
  /** A record over this is a dead letter. */
  mostBytes: number;
  writing: Omit<WriterParts, "input" | "head" | "onCommitted" | "patienceMs">;
}

const STORE_AWAY = "the monitoring store can't be asked where a partition stands";
const RETRY_MS = 500;

/** Gives each partition that is this member's a queue and a writer, as long as it is. */
export class RecordReader implements PartitionReader {
  readonly #parts: RecordReaderParts;
  readonly #subscription = Promise.withResolvers<RecordSubscription>();
  readonly #partitions = new Map<string, OwnedPartition>();
  readonly #opening = new Map<string, AbortController>();
  #ready: RecordSubscription | undefined;
  #isStopped = false;

  constructor(parts: RecordReaderParts) {
    this.#parts = parts;
  }

  /** The group is joined; `open` and `take` may have been called before. */
  subscribed(subscription: RecordSubscription): void {
    this.#ready = subscription;
    this.#subscription.resolve(subscription);
    if (this.#isStopped) void subscription.close();
  }

  get partitions(): Iterable<OwnedPartition> {
    return this.#partitions.values();
  }

  lagOf({ source, partition }: Source): PartitionLag | undefined {
    return this.#ready?.lags().find((lag) => lag.topic === source && lag.partition === partition);
  }

  /** Waits for a store that is away, until the partition is lost again. */
  async open(topic: string, partition: number): Promise<bigint | undefined> {
    const key = keyOf(topic, partition);
    await this.#partitions.get(key)?.close();
    const opening = new AbortController();
    this.#opening.set(key, opening);
    try {
      const head = await this.#openHead({ source: topic, partition }, opening.signal);
      const owned = this.#start(head);
      this.#partitions.set(key, owned);
      const { next, sequence } = head.position;
      return sequence === 0 ? undefined : BigInt(next);
    } finally {
      if (this.#opening.get(key) === opening) this.#opening.delete(key);
    }
  }

  async take(batch: RecordBatch): Promise<void> {
    await this.#partitions.get(keyOf(batch.topic, batch.partition))?.queue.fill(batch);
  }

  async close(topic: string, partition: number): Promise<void> {
    const key = keyOf(topic, partition);
    this.#opening.get(key)?.abort(new Error("the partition is another member's"));
    const owned = this.#partitions.get(key);
    this.#partitions.delete(key);
    await owned?.close();
  }

  /** A group that is not joined by then is left as soon as it is. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#ready?.close();
    await Promise.all(
      [...this.#partitions.values()].map(({ head: { source } }) =>
        this.close(source.source, source.partition),
      ),
    );
  }

  async #openHead(source: Source, signal: AbortSignal): Promise<SourceHead> {
    const { faults } = this.#parts;
    for (;;) {
      signal.throwIfAborted();
      if (this.#isStopped) throw new Error("the recorder stops");
      try {
        const head = await openSourceHead(this.#parts, source);
        faults.healed(STORE_AWAY);
        if (!signal.aborted) return head;
        await head.close(0);
      } catch (error) {
        faults.fault(STORE_AWAY, error);
        await new Promise((done) => setTimeout(done, RETRY_MS));
      }
    }
  }

  #start(head: SourceHead): OwnedPartition {
    const { room, partitionBytes, now, log, writing, counters } = this.#parts;
    const { source, partition } = head.source;
    const { next, sequence } = head.position;
    const tell = (what: (subscription: RecordSubscription) => void) =>
      void this.#subscription.promise.then(what);
    const queue = new RecordQueue({
      room,
      mostBytes: partitionBytes,
      next,
      isNew: sequence === 0,
      decode: (record) => this.#decode(source, record),
      now,
      seek: (to) => tell((subscription) => subscription.seek(source, partition, BigInt(to))),
      onRecreated: () => log.warn({ topic: source, partition }, "the topic begins anew; so does its source"),
    });
    const writer = new Writer({
      ...writing,
      input: queue,
      head,
      patienceMs: Infinity,
      onCommitted: ({ intakes, deadLetters }, { received }) => {
        counters.records += intakes.length + deadLetters.length;
        for (const { code } of deadLetters)
          counters.deadLetters[code] = (counters.deadLetters[code] ?? 0) + 1;
        counters.received.spans += received.spans;
        counters.received.samples += received.samples;
        counters.received.logs += received.logs;
        const { next: stored } = head.position;
        tell((subscription) => subscription.committed(source, partition, BigInt(stored)));
      },
    });
    return new OwnedPartition(head, queue, writer);
  }

  #decode(topic: string, record: LogRecord): Outcome {
    const { decoding, mostBytes, now } = this.#parts;
    return decodeRecord(record, { ...decoding(), signal: SIGNAL_OF[topic]!, mostBytes, nowMs: now() });
  }
}

const keyOf = (topic: string, partition: number) => `${topic}/${partition}`;

import { DEAD_LETTER_TOPIC, encodeDeadLetter } from "@mystocks/events";
import { MemoryReader, type Handle } from "./memory-reader.ts";
import { PartitionLog, type LogLimits } from "./partition-log.ts";
import type { Delivery, Message, Reading, Subscription } from "./port.ts";

export interface TopicStats {
  published: number;
  /** Kept for readers: messages and bytes. */
  retained: number;
  bytes: number;
  /** Deliveries that failed and were given again. */
  retried: number;
  deadLetters: number;
  /** Messages a reader of `all` was too slow for: they left the ring before it came to them. */
  lost: number;
}

interface TopicParts {
  name: string;
  partitions: number;
  limits: LogLimits;
  retryMs: number;
  putAside: (message: Message) => Promise<void>;
  onLost: (topic: string, messages: number) => void;
}

export class MemoryTopic {
  readonly #parts: TopicParts;
  readonly #logs: PartitionLog[];
  readonly #appends: Promise<void>[];
  readonly #groups = new Map<string, MemoryReader>();
  readonly #readers = new Set<MemoryReader>();
  readonly #counts = { published: 0, retried: 0, deadLetters: 0, lost: 0 };
  #closed = false;

  constructor(parts: TopicParts) {
    this.#parts = parts;
    this.#logs = Array.from({ length: parts.partitions }, () => new PartitionLog(parts.limits));
    this.#appends = this.#logs.map(() => Promise.resolve());
  }

  get stats(): TopicStats {
    const retained = this.#logs.reduce((sum, log) => sum + log.end - log.first, 0);
    const bytes = this.#logs.reduce((sum, log) => sum + log.bytes, 0);
    return { ...this.#counts, retained, bytes };
  }

  async publish(messages: readonly Message[]): Promise<void> {
    const appended = messages.map((message) => {
      const partition = partitionOf(message.key, this.#logs.length);
      const turn = this.#appends[partition]!.then(() => this.#append(message, partition));
      this.#appends[partition] = turn.catch(() => {});
      return turn;
    });
    await Promise.all(appended);
  }

  subscribe(reading: Reading, handle: Handle): Subscription {
    if ("group" in reading) {
      const reader = this.#groups.get(reading.group) ?? this.#open(reading.group, (log) => log.first, true);
      this.#groups.set(reading.group, reader);
      const membership = reader.join(handle);
      return { close: () => membership.leave() };
    }
    const reader = this.#open("all", (log) => startOf(log, reading.from), false);
    const membership = reader.join(handle);
    return {
      close: async () => {
        await membership.leave();
        this.#readers.delete(reader);
        await reader.stop();
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#readers].map((reader) => reader.stop()));
    for (const log of this.#logs) log.changed.notify();
    await Promise.all(this.#appends);
  }

  async #append(message: Message, partition: number): Promise<void> {
    const log = this.#logs[partition]!;
    for (;;) {
      if (this.#closed) throw new Error("the bus is closed");
      if (log.hasRoomFor(message)) break;
      const held = [...this.#readers].some((reader) => reader.holds(partition, log.first));
      if (held) await log.changed.wait();
      else log.evictFirst();
    }
    log.append(message, Date.now());
    this.#counts.published += 1;
  }

  #open(consumer: string, start: (log: PartitionLog) => number, holdsBack: boolean): MemoryReader {
    const reader = new MemoryReader({
      topic: this.#parts.name,
      logs: this.#logs,
      start,
      holdsBack,
      retryMs: this.#parts.retryMs,
      onDeadLetter: (delivery, reason) => this.#putAside(delivery, reason, consumer),
      onLost: (messages) => {
        this.#counts.lost += messages;
        this.#parts.onLost(this.#parts.name, messages);
      },
      onRetry: () => (this.#counts.retried += 1),
    });
    this.#readers.add(reader);
    return reader;
  }

  async #putAside(delivery: Delivery, reason: string, consumer: string): Promise<void> {
    this.#counts.deadLetters += 1;
    const { topic, partition, offset, key, id, value } = delivery;
    // A dead letter that can't be read is left: putting it aside again would never end.
    if (topic === DEAD_LETTER_TOPIC) return;
    const event = { topic, partition, offset: `${offset}`, id, consumer, reason, payload: value };
    await this.#parts.putAside({ key, id, value: encodeDeadLetter(event) });
  }
}

function startOf(log: PartitionLog, from: "start" | "end" | Date): number {
  if (from === "start") return log.first;
  return from === "end" ? log.end : log.offsetAt(from);
}

/** FNV-1a, so that a key keeps its partition. */
function partitionOf(key: string, partitions: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % partitions;
}

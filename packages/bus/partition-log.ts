import type { Message } from "./port.ts";
import { Signal } from "./signal.ts";

export interface StoredMessage extends Message {
  offset: number;
  publishedAt: number;
}

export interface LogLimits {
  messages: number;
  bytes: number;
}

/** One partition in memory: the newest messages within the limits, numbered without gaps from 0. */
export class PartitionLog {
  /** Something was appended, evicted or read: whoever waits looks again. */
  readonly changed = new Signal();
  readonly #limits: LogLimits;
  readonly #messages = new Map<number, StoredMessage>();
  #bytes = 0;
  #first = 0;
  #end = 0;

  constructor(limits: LogLimits) {
    this.#limits = limits;
  }

  /** Offset of the oldest message that is kept; equal to `end` when none is. */
  get first(): number {
    return this.#first;
  }

  /** Offset the next message will have. */
  get end(): number {
    return this.#end;
  }

  get bytes(): number {
    return this.#bytes;
  }

  at(offset: number): StoredMessage | undefined {
    return this.#messages.get(offset);
  }

  /** A single message larger than the limit has room once it is alone. */
  hasRoomFor(message: Message): boolean {
    const kept = this.#end - this.#first;
    return kept === 0 || (kept < this.#limits.messages && this.#bytes + size(message) <= this.#limits.bytes);
  }

  append(message: Message, publishedAt: number): void {
    this.#messages.set(this.#end, { ...message, offset: this.#end, publishedAt });
    this.#bytes += size(message);
    this.#end += 1;
    this.changed.notify();
  }

  evictFirst(): void {
    const message = this.#messages.get(this.#first);
    if (message === undefined) return;
    this.#messages.delete(this.#first);
    this.#bytes -= size(message);
    this.#first += 1;
  }

  offsetAt(time: Date): number {
    for (let offset = this.#first; offset < this.#end; offset++) {
      if (this.at(offset)!.publishedAt >= time.getTime()) return offset;
    }
    return this.#end;
  }
}

/** Of a JavaScript string: two bytes a character at most. */
const size = (message: Message) => 2 * (message.key.length + message.id.length + message.value.length);

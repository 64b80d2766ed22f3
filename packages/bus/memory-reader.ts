import { setImmediate as turn } from "node:timers/promises";
import type { PartitionLog, StoredMessage } from "./partition-log.ts";
import { DeadLetter, type Delivery } from "./port.ts";
import { Signal } from "./signal.ts";

export type Handle = (delivery: Delivery) => void | Promise<void>;

export interface ReaderParts {
  topic: string;
  logs: readonly PartitionLog[];
  start: (log: PartitionLog) => number;
  /** True for a group: its messages are kept until it has handled them, as long as it has members. */
  holdsBack: boolean;
  retryMs: number;
  onDeadLetter: (delivery: Delivery, reason: string) => Promise<void>;
  onLost: (messages: number) => void;
  onRetry: () => void;
}

interface Member {
  handle: Handle;
  running: Set<Promise<unknown>>;
}

/**
 * Reads each partition of a topic in order and gives a message to one of its members, each partition to the
 * same one while the members stay. The position of a partition moves on when its message is handled.
 */
export class MemoryReader {
  readonly #parts: ReaderParts;
  readonly #positions: number[];
  readonly #members: Member[] = [];
  readonly #membersChanged = new Signal();
  readonly #loops: Promise<void>[];
  readonly #abort = new AbortController();

  constructor(parts: ReaderParts) {
    this.#parts = parts;
    this.#positions = parts.logs.map(parts.start);
    this.#loops = parts.logs.map((log, partition) => this.#read(log, partition));
  }

  /** The log may not evict this offset yet. */
  holds(partition: number, offset: number): boolean {
    return this.#parts.holdsBack && this.#members.length > 0 && this.#positions[partition]! <= offset;
  }

  join(handle: Handle): { leave(): Promise<void> } {
    const member: Member = { handle, running: new Set() };
    this.#members.push(member);
    this.#membersChanged.notify();
    return {
      leave: async () => {
        const place = this.#members.indexOf(member);
        if (place >= 0) this.#members.splice(place, 1);
        for (const log of this.#parts.logs) log.changed.notify();
        await Promise.allSettled(member.running);
      },
    };
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    this.#membersChanged.notify();
    for (const log of this.#parts.logs) log.changed.notify();
    await Promise.all(this.#loops);
  }

  async #read(log: PartitionLog, partition: number): Promise<void> {
    for (let handled = 1; !this.#abort.signal.aborted; handled++) {
      if (handled % 64 === 0) await turn();
      // It may have been stopped meanwhile, and nothing wakes it any more.
      if (this.#abort.signal.aborted) return;
      const message = this.#next(log, partition);
      const member = this.#members[partition % Math.max(1, this.#members.length)];
      if (message === undefined) await log.changed.wait();
      else if (member === undefined) await this.#membersChanged.wait();
      else if (await this.#deliver(member, message, partition)) {
        this.#positions[partition] = message.offset + 1;
        log.changed.notify();
      } else await this.#pause();
    }
  }

  #next(log: PartitionLog, partition: number): StoredMessage | undefined {
    const lost = log.first - this.#positions[partition]!;
    if (lost > 0) {
      this.#parts.onLost(lost);
      this.#positions[partition] = log.first;
    }
    return log.at(this.#positions[partition]!);
  }

  async #deliver(member: Member, message: StoredMessage, partition: number): Promise<boolean> {
    const { topic, onRetry, onDeadLetter } = this.#parts;
    const { key, id, value } = message;
    const delivery: Delivery = { key, id, value, topic, partition, offset: BigInt(message.offset) };
    const run = Promise.resolve(delivery).then(member.handle);
    member.running.add(run);
    try {
      await run;
      return true;
    } catch (error) {
      if (error instanceof DeadLetter) {
        await onDeadLetter(delivery, error.message);
        return true;
      }
      onRetry();
      return false;
    } finally {
      member.running.delete(run);
    }
  }

  #pause(): Promise<void> {
    return new Promise((done) => {
      const end = () => {
        clearTimeout(timer);
        this.#abort.signal.removeEventListener("abort", end);
        done();
      };
      const timer = setTimeout(end, this.#parts.retryMs);
      this.#abort.signal.addEventListener("abort", end);
    });
  }
}

import { setImmediate as turn } from "node:timers/promises";
import type { OutgoingRecord } from "./producer.ts";

/** The one size cap of HTTP, broker and fetch. */
const RECORD_MAX_BYTES = 8 * 1024 * 1024;
const SEND_MAX_BYTES = 4 * 1024 * 1024;
// kafkajs sorts a send's messages by partition in quadratic time.
const SEND_MAX_RECORDS = 1000;

export interface LaneStats {
  published: number;
  bytes: number;
  failures: number;
  waiting: number;
}

interface Entry {
  record: OutgoingRecord;
  bytes: number;
  settle: { done(): void; failed(error: unknown): void };
}

/**
 * What goes to one topic, one send after the other. All that comes while a send is under way goes together in the
 * next, so many small publishes cost few round trips; none waits for the others of its batch to come.
 */
export class OutgoingLane {
  readonly stats: LaneStats = { published: 0, bytes: 0, failures: 0, waiting: 0 };
  readonly #send: (records: readonly OutgoingRecord[]) => Promise<void>;
  #queue: Entry[] = [];
  #running: Promise<void> | undefined;

  constructor(send: (records: readonly OutgoingRecord[]) => Promise<void>) {
    this.#send = send;
  }

  async append(records: readonly OutgoingRecord[]): Promise<void> {
    const sizes = records.map(sizeOf);
    const tooLarge = sizes.find((bytes) => bytes > RECORD_MAX_BYTES);
    if (tooLarge !== undefined)
      throw new Error(`a record of ${tooLarge} bytes is over the limit of ${RECORD_MAX_BYTES}`);
    const stored = records.map(
      (record, index) =>
        new Promise<void>((done, failed) =>
          this.#queue.push({ record, bytes: sizes[index]!, settle: { done, failed } }),
        ),
    );
    this.stats.waiting = this.#queue.length;
    this.#running ??= this.#drain();
    await Promise.all(stored);
  }

  async drained(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #drain(): Promise<void> {
    await turn();
    while (this.#queue.length > 0) await this.#sendNext();
    this.#running = undefined;
  }

  async #sendNext(): Promise<void> {
    const entries = this.#queue.splice(0, countOfNext(this.#queue));
    try {
      await this.#send(entries.map(({ record }) => record));
      this.stats.published += entries.length;
      for (const { bytes, settle } of entries) {
        this.stats.bytes += bytes;
        settle.done();
      }
    } catch (error) {
      this.stats.failures += 1;
      for (const { settle } of entries) settle.failed(error);
    }
    this.stats.waiting = this.#queue.length;
  }
}

/** At least one; as many as fit. */
function countOfNext(queue: readonly Entry[]): number {
  let bytes = 0;
  let count = 0;
  while (count < queue.length && count < SEND_MAX_RECORDS) {
    bytes += queue[count]!.bytes;
    if (count > 0 && bytes > SEND_MAX_BYTES) break;
    count += 1;
  }
  return count;
}

const sizeOf = ({ key, value }: OutgoingRecord) => value.length + (key?.length ?? 0);

import type { LogRecord, PartitionReader } from "../record-log.ts";
import { Signal } from "../signal.ts";
import { pause } from "./time-box.ts";

export interface WorkerParts {
  topic: string;
  partition: number;
  reader: PartitionReader;
  retryMs: number;
  /** The queue has room again after it was full. */
  onRoom: () => void;
  onTaken: (records: number) => void;
  onRetry: (error: unknown) => void;
  /** So many records were gone before they were fetched. */
  onLost: (records: number) => void;
}

interface Queued {
  records: readonly LogRecord[];
  bytes: number;
}

/** Fetching pauses above, and goes on below half of it: the rest covers the fetch that must end first. */
const QUEUE_MAX_BYTES = 4 * 1024 * 1024;
const QUEUE_MAX_RECORDS = 4000;
/** How long the take that runs has to end by itself before the reader is told to close. */
const CLOSE_GRACE_MS = 2000;

/** One partition while it is ours: what was fetched of it waits here, and is taken batch by batch, in order. */
export class PartitionWorker {
  readonly topic: string;
  readonly partition: number;
  /** The offset that is taken next, and the one that is fetched next. */
  next = 0n;
  fetched = 0n;
  highWatermark = 0n;
  fetchedAtMs = Date.now();
  /** False until its first offset is known, and again while it is aligned with a new assignment. */
  flowing = false;
  readonly #parts: WorkerParts;
  readonly #abort = new AbortController();
  readonly #changed = new Signal();
  #queue: Queued[] = [];
  #bytes = 0;
  #records = 0;
  #wasFull = false;
  /** Rises with each seek: what was fetched or taken before it counts no more. */
  #epoch = 0;
  #loop: Promise<void> | undefined;
  #opening: Promise<bigint | undefined> | undefined;
  #behindSince: number | undefined;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
    this.topic = parts.topic;
    this.partition = parts.partition;
  }

  get isFull(): boolean {
    return this.#wasFull;
  }

  get isClosing(): boolean {
    return this.#abort.signal.aborted;
  }

  /** Since when (performance.now()) more is known to be there although nothing comes; for the watchdog. */
  get behindSince(): number | undefined {
    return this.flowing && !this.isFull ? this.#behindSince : undefined;
  }

  get isOpen(): boolean {
    return this.#loop !== undefined;
  }

  /** Asks the reader where to begin; a rejection may be asked again. */
  async open(): Promise<bigint | undefined> {
    this.#opening ??= this.#parts.reader.open(this.topic, this.partition);
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  startAt(offset: bigint): void {
    this.next = offset;
    this.fetched = offset;
    this.#loop ??= this.#work();
  }

  /** What is not kept any more is passed over; what waits is still taken. */
  skipTo(offset: bigint): void {
    if (offset > this.fetched) this.#parts.onLost(Number(offset - this.fetched));
    this.fetched = offset;
  }

  /** The end of the partition, asked for apart from fetching. */
  seen(highWatermark: bigint): void {
    if (highWatermark > this.highWatermark) this.highWatermark = highWatermark;
    if (highWatermark <= this.fetched) this.#behindSince = undefined;
    else this.#behindSince ??= performance.now();
  }

  /** Everything that waits is thrown away; the next record that counts is the one at `offset`. */
  seek(offset: bigint): void {
    this.#epoch += 1;
    this.#queue = [];
    this.#bytes = 0;
    this.#records = 0;
    this.next = offset;
    this.fetched = offset;
    this.#tellRoom();
  }

  /** False when they can't be kept now and must be fetched again. */
  offer(records: readonly LogRecord[], next: bigint, highWatermark: bigint): boolean {
    this.fetchedAtMs = Date.now();
    this.highWatermark = highWatermark;
    this.#behindSince = undefined;
    if (!this.flowing || this.isClosing) return false;
    const fresh = records.filter(({ offset }) => offset >= this.fetched);
    const first = fresh[0];
    // One that stands for a whole batch has its last offset: what lies before it is not lost but unreadable.
    if (first !== undefined && first.offset > this.fetched && first.unreadable === undefined)
      this.#parts.onLost(Number(first.offset - this.fetched));
    if (next > this.fetched) this.fetched = next;
    if (first === undefined) return true;
    const bytes = fresh.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
    this.#queue.push({ records: fresh, bytes });
    this.#bytes += bytes;
    this.#records += fresh.length;
    this.#wasFull ||= this.#bytes > QUEUE_MAX_BYTES || this.#records > QUEUE_MAX_RECORDS;
    this.#changed.notify();
    return true;
  }

  /** Resolves when the reader has let go of the partition and no take runs any more. */
  async close(): Promise<void> {
    this.#abort.abort();
    this.#changed.notify();
    if (this.#opening === undefined) return;
    const ended = this.#loop ?? Promise.resolve();
    const grace = new AbortController();
    await Promise.race([ended, pause(CLOSE_GRACE_MS, grace.signal)]);
    grace.abort();
    // An `open` that still waits for something is ended by it as well.
    await this.#parts.reader.close(this.topic, this.partition);
    await Promise.allSettled([ended, this.#opening]);
  }

  async #work(): Promise<void> {
    while (!this.isClosing) {
      const batch = this.#queue[0];
      if (batch === undefined) await this.#changed.wait();
      else await this.#take(batch);
    }
  }

  async #take(batch: Queued): Promise<void> {
    const epoch = this.#epoch;
    const { reader, retryMs, onTaken, onRetry } = this.#parts;
    const { topic, partition, highWatermark } = this;
    try {
      const { signal } = this.#abort;
      await reader.take({ topic, partition, records: batch.records, highWatermark, signal });
    } catch (error) {
      if (this.isClosing || epoch !== this.#epoch) return;
      onRetry(error);
      return pause(retryMs, this.#abort.signal);
    }
    if (epoch !== this.#epoch) return;
    this.#queue.shift();
    this.#bytes -= batch.bytes;
    this.#records -= batch.records.length;
    this.next = batch.records.at(-1)!.offset + 1n;
    onTaken(batch.records.length);
    this.#tellRoom();
  }

  #tellRoom(): void {
    if (!this.#wasFull || this.#bytes > QUEUE_MAX_BYTES / 2 || this.#records > QUEUE_MAX_RECORDS / 2) return;
    this.#wasFull = false;
    this.#parts.onRoom();
  }
}

export interface CommittedOffset {
  topic: string;
  partition: number;
  offset: bigint;
}

const INTERVAL_MS = 100;
const RETRY_MS = 1000;

/** Tells Kafka how far a group is: the newest offset of each partition, at most ten times a second. */
export class OffsetCommits {
  readonly #commit: (offsets: readonly CommittedOffset[]) => Promise<void>;
  readonly #onFault: (error: unknown) => void;
  #waiting = new Map<string, CommittedOffset>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    commit: (offsets: readonly CommittedOffset[]) => Promise<void>,
    onFault: (error: unknown) => void,
  ) {
    this.#commit = commit;
    this.#onFault = onFault;
  }

  mark(topic: string, partition: number, offset: bigint): void {
    this.#waiting.set(`${topic}/${partition}`, { topic, partition, offset });
    this.#flushIn(INTERVAL_MS);
  }

  /** The partition is another member's: telling an old offset now would set it back. */
  forget(topic: string, partition: number): void {
    this.#waiting.delete(`${topic}/${partition}`);
  }

  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.size === 0) return;
    const sent = this.#waiting;
    this.#waiting = new Map();
    try {
      await this.#commit([...sent.values()]);
    } catch (error) {
      this.#onFault(error);
      this.#waiting = new Map([...sent, ...this.#waiting]);
      this.#flushIn(RETRY_MS);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting = new Map();
  }

  #flushIn(milliseconds: number): void {
    this.#timer ??= setTimeout(() => void this.flush(), milliseconds);
  }
}

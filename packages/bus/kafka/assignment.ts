import type { PartitionWorker } from "./partition-worker.ts";
import type { PartitionName, Session } from "./session.ts";
import { pause } from "./time-box.ts";
import type { PartitionBounds, TopicAdmin } from "./topic-admin.ts";

export interface AssignmentParts {
  admin: TopicAdmin;
  createWorker: (name: PartitionName, onRoom: () => void) => PartitionWorker;
  onRevoked: (name: PartitionName) => void;
  onFault: (error: unknown) => void;
  retryMs: number;
}

/**
 * The partitions that are this member's, each with its worker. After every rebalance kafkajs forgets where it was, so
 * each partition is paused, told where to go on, and resumed. A worker outlives rebalances and restarts that leave it
 * its partition.
 */
export class Assignment {
  readonly #parts: AssignmentParts;
  readonly #workers = new Map<string, PartitionWorker>();
  readonly #closings = new Map<string, Promise<void>>();
  #session: Session | undefined;
  /** A newer assignment ends the work for an older one. */
  #current = new AbortController();

  constructor(parts: AssignmentParts) {
    this.#parts = parts;
  }

  get workers(): PartitionWorker[] {
    return [...this.#workers.values()];
  }

  worker(name: PartitionName): PartitionWorker | undefined {
    return this.#workers.get(keyOf(name));
  }

  /** The session has assigned these, paused; what is not among them is another member's. */
  assign(session: Session, names: readonly PartitionName[]): void {
    this.suspend();
    this.#session = session;
    this.#current = new AbortController();
    const wanted = new Set(names.map(keyOf));
    for (const [key, worker] of this.#workers) if (!wanted.has(key)) void this.#revoke(key, worker);
    const workers = names.map((name) => this.#workers.get(keyOf(name)) ?? this.#create(name));
    void this.#begin(session, workers, this.#current.signal);
  }

  /** No session fetches any more; workers finish what they have. */
  suspend(): void {
    this.#current.abort();
    this.#session = undefined;
    for (const worker of this.#workers.values()) worker.flowing = false;
  }

  seek(name: PartitionName, offset: bigint): void {
    const worker = this.worker(name);
    if (worker === undefined) return;
    worker.seek(offset);
    if (worker.flowing) this.#session?.seek(name, offset);
  }

  async close(): Promise<void> {
    this.#current.abort();
    await Promise.all([...this.#workers].map(([key, worker]) => this.#revoke(key, worker)));
    await Promise.all(this.#closings.values());
  }

  #create(name: PartitionName): PartitionWorker {
    const worker = this.#parts.createWorker(name, () => {
      if (worker.flowing) this.#session?.resume(name);
    });
    this.#workers.set(keyOf(name), worker);
    return worker;
  }

  #revoke(key: string, worker: PartitionWorker): Promise<void> {
    this.#workers.delete(key);
    const closed = worker.close().catch(this.#parts.onFault);
    const closing = closed.then(() => {
      this.#parts.onRevoked(worker);
      if (this.#closings.get(key) === closing) this.#closings.delete(key);
    });
    this.#closings.set(key, closing);
    return closing;
  }

  async #begin(session: Session, workers: readonly PartitionWorker[], signal: AbortSignal): Promise<void> {
    let left = workers;
    while (left.length > 0 && !signal.aborted) {
      const bounds = onceEach((topic) => this.#parts.admin.bounds(topic));
      const begun = await Promise.allSettled(
        left.map((worker) => this.#resume(session, worker, bounds, signal)),
      );
      const failed = begun.flatMap((result, index) =>
        result.status === "rejected" ? [{ result, index }] : [],
      );
      if (failed.length > 0) {
        this.#parts.onFault(failed[0]!.result.reason);
        await pause(this.#parts.retryMs, signal);
      }
      left = failed.map(({ index }) => left[index]!);
    }
  }

  async #resume(
    session: Session,
    worker: PartitionWorker,
    boundsOf: (topic: string) => Promise<Map<number, PartitionBounds>>,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#closings.get(keyOf(worker));
    const bounds = (await boundsOf(worker.topic)).get(worker.partition);
    const wanted = worker.isOpen ? undefined : { offset: await worker.open() };
    if (signal.aborted || worker.isClosing) return;
    if (wanted !== undefined) worker.startAt(wanted.offset ?? bounds?.low ?? 0n);
    worker.skipTo(within(worker.fetched, bounds));
    worker.flowing = true;
    session.seek(worker, worker.fetched);
    if (!worker.isFull) session.resume(worker);
  }
}

/** An offset past the end belongs to a topic that was made anew: its records are all new. */
function within(offset: bigint, bounds: PartitionBounds | undefined): bigint {
  if (bounds === undefined) return offset;
  return offset < bounds.low || offset > bounds.high ? bounds.low : offset;
}

function onceEach<T>(ask: (topic: string) => Promise<T>): (topic: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (topic) => {
    const answer = asked.get(topic) ?? ask(topic);
    asked.set(topic, answer);
    return answer;
  };
}

const keyOf = ({ topic, partition }: PartitionName) => `${topic}/${partition}`;

import type { Logger } from "@mystocks/runtime";
import type { PartitionLag, PartitionReader, RecordSubscription } from "../record-log.ts";
import { Assignment } from "./assignment.ts";
import type { Client } from "./client.ts";
import { OffsetCommits } from "./offset-commits.ts";
import { PartitionWorker } from "./partition-worker.ts";
import { Session, type PartitionName } from "./session.ts";
import { stallOf } from "./stall.ts";
import { pause, timeBox } from "./time-box.ts";
import type { TopicAdmin } from "./topic-admin.ts";
import { Trouble } from "./trouble.ts";

export interface ReaderTimings {
  /** After this long without a heartbeat Kafka gives the partitions of a dead member to others. */
  sessionTimeoutMs: number;
  /** A consumer without a sign of life for this long is started anew. */
  stallMs: number;
  /** How often the ends of the partitions are asked for. */
  pollMs: number;
  /** Pause before what failed is done again. */
  retryMs: number;
}

export const READER_TIMINGS: ReaderTimings = {
  sessionTimeoutMs: 6000,
  stallMs: 12_000,
  pollMs: 3000,
  retryMs: 500,
};

export interface GroupReaderParts {
  open: () => Client;
  admin: TopicAdmin;
  group: string;
  /** Full names. */
  topics: readonly string[];
  reader: PartitionReader;
  log: Logger;
  timings: ReaderTimings;
  onLost: (topic: string, records: number) => void;
}

export interface ReaderStats {
  deliveries: number;
  retries: number;
  restarts: number;
  lost: number;
}

const COMMIT_MS = 3000;
const RESTART_MAX_MS = 5000;

/** Reads topics as a member of a group; a consumer that ends or goes silent is replaced, the workers stay. */
export class GroupReader implements RecordSubscription {
  readonly stats: ReaderStats = { deliveries: 0, retries: 0, restarts: 0, lost: 0 };
  readonly #parts: GroupReaderParts;
  readonly #assignment: Assignment;
  readonly #commits: OffsetCommits;
  readonly #abort = new AbortController();
  readonly #running: Promise<unknown>;
  #session: Session | undefined;
  #closing: Promise<void> | undefined;
  readonly #fetching: Trouble;
  readonly #taking: Trouble;
  #failures = 0;
  #onJoined = () => {};

  constructor(parts: GroupReaderParts) {
    this.#parts = parts;
    const log = parts.log.child({ group: parts.group });
    this.#fetching = new Trouble(log, "reading from Kafka");
    this.#taking = new Trouble(log, "handling what was read");
    this.#assignment = new Assignment({
      admin: parts.admin,
      retryMs: parts.timings.retryMs,
      createWorker: (name, onRoom) => this.#createWorker(name, onRoom),
      onRevoked: ({ topic, partition }) => {
        if (this.#closing === undefined) this.#commits.forget(topic, partition);
      },
      onFault: (error) => this.#fetching.report(error),
    });
    this.#commits = new OffsetCommits(
      async (offsets) => {
        if (this.#session === undefined) throw new Error("no member of the group now");
        await this.#session.commit(offsets);
      },
      (error) => log.debug({ err: error }, "offsets were not committed"),
    );
    this.#running = Promise.all([this.#supervise(), this.#watch(), this.#poll()]);
  }

  /** Full names. */
  get topics(): readonly string[] {
    return this.#parts.topics;
  }

  /** Resolves with the first assignment, however long Kafka is away; rejects when it is closed before. */
  joined(): Promise<void> {
    return new Promise((done, failed) => {
      this.#onJoined = done;
      this.#abort.signal.addEventListener("abort", () =>
        failed(new Error("closed before the group was joined")),
      );
    });
  }

  seek(topic: string, partition: number, next: bigint): void {
    this.#assignment.seek({ topic, partition }, next);
  }

  committed(topic: string, partition: number, next: bigint): void {
    const isOurs = this.#assignment.worker({ topic, partition }) !== undefined;
    if (isOurs || this.#closing !== undefined) this.#commits.mark(topic, partition, next);
  }

  lags(): PartitionLag[] {
    return this.#assignment.workers.map(({ topic, partition, next, highWatermark, fetchedAtMs }) => ({
      topic,
      partition,
      next,
      highWatermark: highWatermark > next ? highWatermark : next,
      fetchedAtMs,
    }));
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    // The member stays until its handlers have ended and their offsets are told: nobody else begins meanwhile.
    await this.#assignment.close();
    await timeBox(this.#commits.flush(), COMMIT_MS, "telling the last offsets").catch(() => {});
    this.#commits.stop();
    this.#abort.abort();
    this.#session?.end(new Error("closed"));
    await this.#running;
  }

  async #supervise(): Promise<void> {
    const { admin, topics, timings } = this.#parts;
    while (!this.#abort.signal.aborted) {
      try {
        for (const topic of topics) await admin.ensureTopic(topic);
        const reason = await this.#live();
        if (!this.#abort.signal.aborted) this.#fetching.report(reason);
      } catch (error) {
        this.#fetching.report(error);
      }
      // Fast when it happens once, gentle to a broker that refuses for long.
      const waitMs = Math.min(timings.retryMs * 2 ** this.#failures, RESTART_MAX_MS);
      this.#failures += 1;
      await pause(waitMs, this.#abort.signal);
    }
  }

  /** One session from its start to its end; resolves to why it ended. */
  async #live(): Promise<Error> {
    const { open, group, topics, timings } = this.#parts;
    const session = new Session({
      client: open(),
      group,
      topics,
      sessionTimeoutMs: timings.sessionTimeoutMs,
      owned: () => this.#assignment.workers,
      onAssigned: (from, names) => this.#assigned(from, names),
      onBatch: (name, records, next, highWatermark) => {
        const worker = this.#assignment.worker(name);
        const isKept = worker?.offer(records, next, highWatermark) ?? false;
        if (!isKept || worker?.isFull !== false) session.pause(name);
        return isKept;
      },
      onFetched: () => this.#fetched(),
    });
    this.#session = session;
    session.start();
    const reason = await session.ended;
    this.#assignment.suspend();
    this.#session = undefined;
    await session.close();
    if (!this.#abort.signal.aborted) this.stats.restarts += 1;
    return reason;
  }

  #assigned(session: Session, names: readonly PartitionName[]): void {
    if (this.#closing !== undefined) return;
    this.#failures = 0;
    this.#fetching.over();
    this.#assignment.assign(session, names);
    this.#onJoined();
  }

  #fetched(): void {
    const now = Date.now();
    for (const worker of this.#assignment.workers)
      if (worker.flowing && !worker.isFull) worker.fetchedAtMs = now;
  }

  /** Ends a session that shows no life. After a pause of this very process it gets its time anew. */
  async #watch(): Promise<void> {
    const { stallMs } = this.#parts.timings;
    const tickMs = Math.min(1000, stallMs / 4);
    let wokenAt = performance.now();
    let lastAt = wokenAt;
    while (!this.#abort.signal.aborted) {
      await pause(tickMs, this.#abort.signal);
      const now = performance.now();
      if (now - lastAt > 3 * tickMs) wokenAt = now;
      lastAt = now;
      const session = this.#session;
      if (session === undefined) continue;
      const state = {
        progressAt: Math.max(session.progressAt, wokenAt),
        behindSince: this.#assignment.workers.map(
          ({ behindSince }) => behindSince && Math.max(behindSince, wokenAt),
        ),
      };
      const reason = stallOf(state, now, stallMs);
      if (reason !== undefined) session.end(new Error(reason));
    }
  }

  async #poll(): Promise<void> {
    const { admin, topics, timings } = this.#parts;
    while (!this.#abort.signal.aborted) {
      await pause(timings.pollMs, this.#abort.signal);
      for (const topic of topics) {
        const bounds = await admin.bounds(topic).catch(() => undefined);
        for (const worker of this.#assignment.workers) {
          const high = worker.topic === topic ? bounds?.get(worker.partition)?.high : undefined;
          if (high !== undefined) worker.seen(high);
        }
      }
    }
  }

  #createWorker(name: PartitionName, onRoom: () => void): PartitionWorker {
    const { reader, timings, onLost } = this.#parts;
    return new PartitionWorker({
      ...name,
      reader,
      retryMs: timings.retryMs,
      onRoom,
      onTaken: (records) => {
        this.stats.deliveries += records;
        this.#taking.over();
      },
      onRetry: (error) => {
        this.stats.retries += 1;
        this.#taking.report(error);
      },
      onLost: (records) => {
        this.stats.lost += records;
        onLost(name.topic, records);
      },
    });
  }
}

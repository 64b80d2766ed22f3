import type { OutboxRelay } from "@mystocks/bus";
import { encodePulse } from "@mystocks/events";
import type { Logger } from "@mystocks/runtime";
import { ChunkPool, createPartitions, openSource, type SourcePosition } from "@mystocks/store";
import type pg from "pg";
import { prepareBatch } from "./batch.ts";
import { commitBatch, type Stored } from "./commit-batch.ts";
import { kindOfFailure, rejected, storeAway } from "./commit-failure.ts";
import type { Dictionaries } from "./dictionaries.ts";
import type { FaultLog } from "./fault-log.ts";
import type { Group, IntakeQueue } from "./intake.ts";
import { pulseEventOf } from "./pulse-event.ts";
import { countStored } from "./stored-counts.ts";
import type { RecorderCounters } from "./stats.ts";
import type { Thresholds } from "./thresholds.ts";

export interface WriterParts {
  pool: pg.Pool;
  queue: IntakeQueue;
  relay: OutboxRelay;
  position: SourcePosition;
  source: { source: string; partition: number };
  known: Dictionaries;
  thresholds: Thresholds;
  counters: RecorderCounters;
  faults: FaultLog;
  log: Logger;
  now: () => number;
  /** Records of one commit at most. */
  mostRecords: number;
  /** Fewer records than this wait up to `lingerMs` for others, since each commit adds a row an operation. */
  fewRecords: number;
  lingerMs: number;
  /** How long a request waits for a store that is away. */
  patienceMs: number;
}

const STORE_AWAY = "the monitoring store does not take commits";
const RETRY_MS = 200;

/**
 * The one writer of a source: takes what waits, commits it, publishes it, again. What comes during a commit waits
 * for the next one, so commits grow with the load.
 */
export class Writer {
  readonly #parts: WriterParts;
  readonly #chunks = new ChunkPool();
  readonly #stopped = new AbortController();
  readonly #loop: Promise<void>;
  #position: SourcePosition;
  #unclear = false;
  #partitionedAtMs = -Infinity;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#position = parts.position;
    this.#loop = this.#run();
  }

  get position(): SourcePosition {
    return this.#position;
  }

  /** Commits what waits, then ends. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#parts.queue.wake();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { queue, mostRecords } = this.#parts;
    while (queue.length > 0 || !this.#stopped.signal.aborted) {
      if (queue.length === 0) await queue.changed();
      else {
        await this.#linger();
        await this.#commit(queue.take(mostRecords));
      }
    }
  }

  async #linger(): Promise<void> {
    const { queue, fewRecords, lingerMs, now } = this.#parts;
    const until = (queue.oldestMs ?? 0) + lingerMs;
    while (queue.records < fewRecords && !this.#stopped.signal.aborted) {
      const restMs = until - now();
      if (restMs <= 0) return;
      const timer = setTimeout(() => queue.wake(), restMs);
      await queue.changed();
      clearTimeout(timer);
    }
  }

  async #commit(group: Group): Promise<void> {
    const { faults, log, counters } = this.#parts;
    for (;;) {
      try {
        await this.#store(group);
        faults.healed(STORE_AWAY);
        group.settle();
        return;
      } catch (error) {
        counters.commitFailures += 1;
        this.#parts.known.deltas.abandon();
        const kind = kindOfFailure(error);
        this.#unclear = true;
        if (kind === "rejected") return this.#reject(group, error);
        if (kind === "unpartitioned" && !(await this.#makePartitions())) return this.#reject(group, error);
        if (kind === "transient") faults.fault(STORE_AWAY, error);
        else if (kind === "moved")
          log.warn("another recorder writes the same source; reading its position again");
        if (!this.#mayWait(group)) return group.settle(storeAway(error));
        if (kind === "transient") await pause(RETRY_MS);
      }
    }
  }

  /** True when there is reason to try again: at most once a minute, since a partition may be gone for good. */
  async #makePartitions(): Promise<boolean> {
    const { pool, now, faults } = this.#parts;
    if (now() - this.#partitionedAtMs < 60_000) return false;
    this.#partitionedAtMs = now();
    faults.fault("partitions were missing and are made now", undefined);
    await createPartitions(pool, new Date(now())).catch((error: unknown) =>
      faults.fault("partitions can't be made", error),
    );
    return true;
  }

  #mayWait(group: Group): boolean {
    const { patienceMs, now } = this.#parts;
    return now() - group.intakes[0]!.arrivedAtMs < patienceMs && !this.#stopped.signal.aborted;
  }

  /** One request that can't be stored must not take the others of its group with it. */
  async #reject(group: Group, error: unknown): Promise<void> {
    const halves = group.split();
    if (halves !== undefined) {
      for (const half of halves) await this.#commit(half);
      return;
    }
    this.#parts.log.error({ err: error }, "a request could not be stored and was refused");
    group.settle(rejected(error));
  }

  async #store(group: Group): Promise<void> {
    const { pool, known, thresholds, counters, relay, now } = this.#parts;
    if (this.#unclear) await this.#readPosition();
    const startMs = performance.now();
    const batch = await prepareBatch(pool, known, thresholds, group.intakes, now());
    const observedAtMs = now();
    const before = { ...this.#position, published: relay.published };
    const stored = await commitBatch(pool, {
      chunks: this.#chunks,
      source: before,
      batch,
      observedAtMs,
      gate: known.exemplars,
    });
    known.deltas.commit();
    this.#position = { ...before, next: before.next + batch.requests, sequence: before.sequence + 1 };
    counters.commitLatency.record((performance.now() - startMs) / 1000);
    countStored(counters, batch, stored);
    this.#publish(stored, observedAtMs);
  }

  /** After a failure: the commit may have been done after all, or another owner may have been here. */
  async #readPosition(): Promise<void> {
    const { pool, source, relay } = this.#parts;
    this.#position = await openSource(pool, source.source, source.partition);
    this.#unclear = false;
    relay.sweep(this.#position.sequence);
  }

  #publish(stored: Stored, observedAtMs: number): void {
    const { source, relay } = this.#parts;
    const { sequence } = this.#position;
    const event = pulseEventOf({ ...source, sequence }, observedAtMs, stored);
    relay.offer({ sequence, ...encodePulse(event) });
  }
}

const pause = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));

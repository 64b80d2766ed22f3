import type { OutboxRelay } from "@mystocks/bus";
import { encodePulse } from "@mystocks/events";
import { openSource, recordPublished, type ChunkPool, type SourcePosition } from "@mystocks/store";
import { prepareBatch, type Batch } from "./batch.ts";
import { commitBatch } from "./commit-batch.ts";
import type { Stored } from "./stored.ts";
import { DeltaSums } from "./delta-sums.ts";
import type { Dictionaries } from "./dictionaries.ts";
import type { Placing } from "./intake.ts";
import { deadLetterRelay, pulseRelay, type RelayParts, type Source } from "./outbox-relays.ts";
import type { PayloadAllowance } from "./payload-allowance.ts";
import { pulseEventOf } from "./pulse-event.ts";
import { countStored } from "./stored-counts.ts";
import type { RecorderCounters } from "./stats.ts";
import type { Thresholds } from "./thresholds.ts";

export interface HeadParts extends RelayParts {
  known: Dictionaries;
  chunks: ChunkPool;
  allowance: PayloadAllowance;
  thresholds: Thresholds;
  counters: RecorderCounters;
  now: () => number;
}

/** Finds or makes the source's row, and publishes what a former owner left unpublished. */
export async function openSourceHead(parts: HeadParts, source: Source): Promise<SourceHead> {
  return new SourceHead(parts, source, await openSource(parts.pool, source.source, source.partition));
}

/**
 * Where a source stands, as far as this process knows, and its outbox: a commit moves the row in the store from
 * there and publishes what it added.
 */
export class SourceHead {
  readonly source: Source;
  readonly #parts: HeadParts;
  readonly #deltas = new DeltaSums();
  readonly #pulses: OutboxRelay;
  readonly #deadLetters: OutboxRelay;
  #position: SourcePosition;
  #isDoubtful = false;
  #newestMs: number | undefined;
  #recorded: { batch: number; deadLetter: number };

  constructor(parts: HeadParts, source: Source, position: SourcePosition) {
    this.#parts = parts;
    this.source = source;
    this.#position = position;
    this.#recorded = { batch: position.published, deadLetter: position.deadLettersPublished };
    this.#pulses = pulseRelay(parts, source, position);
    this.#deadLetters = deadLetterRelay(parts, source, position);
    parts.known.deltas.add(this.#deltas);
    this.#sweep();
  }

  get position(): SourcePosition {
    return this.#position;
  }

  /** Last sequence and last number of a dead letter that are on the bus. */
  get published(): { batch: number; deadLetter: number } {
    return { batch: this.#pulses.published, deadLetter: this.#deadLetters.published };
  }

  /** The latest time of what this owner stored. */
  get newestMs(): number | undefined {
    return this.#newestMs;
  }

  /** After a failure: the commit may have been done after all, or another owner may have been here. */
  doubt(): void {
    this.#isDoubtful = true;
    this.#deltas.reset();
  }

  /** What the next batch begins with. */
  async next(): Promise<number> {
    if (this.#isDoubtful) {
      const { source, partition } = this.source;
      this.#position = await openSource(this.#parts.pool, source, partition);
      this.#isDoubtful = false;
      this.#sweep();
    }
    return this.#position.next;
  }

  /** Throws what `commitBatch` throws; the position is then in doubt. */
  async commit({ group, next, missing }: Extract<Placing, { state: "here" }>): Promise<Batch> {
    const { pool, known, chunks, allowance, thresholds, counters, now } = this.#parts;
    const startMs = performance.now();
    const batch = await prepareBatch(pool, known, this.#deltas, thresholds, group.intakes, now());
    const observedAtMs = now();
    const before = { ...this.#position, published: this.#pulses.published };
    const deadLetters = allowance.within(group.deadLetters, observedAtMs);
    const records = group.intakes.length + deadLetters.length;
    const place = { source: before, next, records, missing, observedAtMs };
    const stored = await commitBatch(pool, { ...place, chunks, batch, deadLetters, gate: known.exemplars });
    this.#deltas.commit();
    known.spanQuota.charge(stored.spans);
    this.#moveOn(before, next, stored);
    counters.commitLatency.record((performance.now() - startMs) / 1000);
    countStored(counters, batch, stored);
    this.#publish(stored, observedAtMs);
    return batch;
  }

  /** Between commits, which do it themselves: tells the store how far the outbox is published. */
  async recordPublished(): Promise<void> {
    const { published } = this;
    const { batch, deadLetter } = this.#recorded;
    if (published.batch === batch && published.deadLetter === deadLetter) return;
    this.#recorded = published;
    await recordPublished(this.#parts.pool, this.#position.sourceId, published).catch((error: unknown) =>
      this.#parts.faults.fault("the published mark can't be stored", error),
    );
  }

  /** Publishes what is committed, for so long at most. */
  async close(patienceMs: number): Promise<void> {
    const relays = [this.#pulses, this.#deadLetters];
    const patience = setTimeout(() => relays.forEach((relay) => void relay.stop()), patienceMs);
    await Promise.all(relays.map((relay) => relay.drained()));
    clearTimeout(patience);
    this.#parts.known.deltas.delete(this.#deltas);
    await this.recordPublished();
  }

  #moveOn(before: SourcePosition, next: number, stored: Stored): void {
    const { sequence, deadLetters } = before;
    this.#position = {
      ...before,
      next,
      sequence: sequence + 1,
      deadLetters: deadLetters + stored.deadLetters,
    };
    if (stored.newestMs !== undefined) this.#newestMs = Math.max(this.#newestMs ?? 0, stored.newestMs);
  }

  #sweep(): void {
    this.#pulses.sweep(this.#position.sequence);
    this.#deadLetters.sweep(this.#position.deadLetters);
  }

  #publish(stored: Stored, observedAtMs: number): void {
    const { sequence } = this.#position;
    const event = pulseEventOf({ ...this.source, sequence }, observedAtMs, stored);
    this.#pulses.offer({ sequence, ...encodePulse(event) });
    this.#deadLetters.sweep(this.#position.deadLetters);
  }
}

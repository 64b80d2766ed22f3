import type { FaultLog } from "@mystocks/runtime";
import { createOutboxRelay, type OutboxEntry, type OutboxRelay } from "./outbox-relay.ts";
import type { Bus } from "./port.ts";

/** Something whose events are numbered from 1 without gaps, and how far they are committed and published. */
export interface OutboxSource {
  id: number;
  sequence: number;
  published: number;
}

export interface OutboxPublisherParts {
  bus: Bus;
  topic: string;
  /** What can't be published when it fails, in words. */
  what: string;
  /** Sources that this process publishes and that have unpublished events. */
  waiting: () => Promise<OutboxSource[]>;
  /** Committed events with `sequence > after`, in order, at most `limit`. */
  unpublished: (id: number, after: number, limit: number) => Promise<OutboxEntry[]>;
  recordPublished: (id: number, published: number) => Promise<void>;
  faults: FaultLog;
  /** How long what another process left behind, or what failed, waits for the next look. */
  sweepMs: number;
}

const PATIENCE_MS = 2000;

/**
 * Publishes each source's events in their order: those of this process as soon as it is woken after their commit, those
 * that another one left behind at the next sweep. Two that publish at once send an event twice; its number tells.
 */
export class OutboxPublisher {
  readonly #parts: OutboxPublisherParts;
  readonly #timer: NodeJS.Timeout;
  readonly #relays = new Set<OutboxRelay>();
  #turn: Promise<void> | undefined;
  #isAsked = false;
  #isStopping = false;

  constructor(parts: OutboxPublisherParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.wake(), parts.sweepMs);
  }

  /** There may be something to publish. After a stop it is left to others' sweeps, or to the next start. */
  wake(): void {
    if (this.#isStopping) return;
    this.#isAsked = true;
    this.#turn ??= this.#publish().finally(() => {
      this.#turn = undefined;
      if (this.#isAsked) this.wake();
    });
  }

  /** Resolves when all that is known is published, or after two seconds of trying. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#isStopping = true;
    const patience = setTimeout(() => {
      for (const relay of this.#relays) void relay.stop();
    }, PATIENCE_MS);
    await this.#turn;
    clearTimeout(patience);
  }

  async #publish(): Promise<void> {
    const { what, waiting, faults } = this.#parts;
    while (this.#isAsked) {
      this.#isAsked = false;
      try {
        await Promise.all((await waiting()).map((source) => this.#publishSource(source)));
        faults.healed(`${what} can't be published`);
      } catch (error) {
        faults.fault(`${what} can't be published`, error);
      }
      if (this.#isStopping) return;
    }
  }

  async #publishSource({ id, sequence, published }: OutboxSource): Promise<void> {
    const { bus, topic, what, unpublished, recordPublished, faults } = this.#parts;
    const relay = createOutboxRelay({
      bus,
      topic,
      published,
      outbox: { unpublished: (after, limit) => unpublished(id, after, limit) },
      onFault: (error) => faults.fault(`${what} can't be published`, error),
    });
    this.#relays.add(relay);
    relay.sweep(sequence);
    await relay.drained();
    this.#relays.delete(relay);
    if (relay.published > published) await recordPublished(id, relay.published);
    await relay.stop();
  }
}

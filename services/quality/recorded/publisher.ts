import { createOutboxRelay, type Bus, type OutboxRelay } from "@mystocks/bus";
import { encodeQuality, QUALITY_TOPIC } from "@mystocks/events";
import type { FaultLog } from "@mystocks/runtime";
import { readQualityEvents, readWaitingDatasets, recordQualityPublished } from "@mystocks/store/quality";
import type pg from "pg";

const SWEEP_MS = 5000;

interface PublisherParts {
  pool: pg.Pool;
  bus: Bus;
  faults: FaultLog;
}

/**
 * Publishes each dataset's events in their order: those of this process right after their commit, those that another
 * one left behind within seconds. Two that publish at once send an event twice; its number tells.
 */
export class Publisher {
  readonly #parts: PublisherParts;
  readonly #timer: NodeJS.Timeout;
  #relays: OutboxRelay[] = [];
  #turn: Promise<void> | undefined;
  #isAsked = false;
  #isStopping = false;

  constructor(parts: PublisherParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.wake(), SWEEP_MS);
  }

  /** There may be something to publish. */
  wake(): void {
    this.#isAsked = true;
    this.#turn ??= this.#publish().finally(() => {
      this.#turn = undefined;
      if (this.#isAsked && !this.#isStopping) this.wake();
    });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#isStopping = true;
    const patience = setTimeout(() => this.#relays.forEach((relay) => void relay.stop()), 2000);
    await this.#turn;
    clearTimeout(patience);
  }

  async #publish(): Promise<void> {
    const { pool, faults } = this.#parts;
    while (this.#isAsked) {
      this.#isAsked = false;
      try {
        const waiting = await readWaitingDatasets(pool);
        await Promise.all(waiting.map((dataset) => this.#publishDataset(dataset)));
        faults.healed("verdicts can't be published");
      } catch (error) {
        faults.fault("verdicts can't be published", error);
      }
      if (this.#isStopping) return;
    }
  }

  async #publishDataset(waiting: { datasetId: number; sequence: number; published: number }): Promise<void> {
    const { pool, bus, faults } = this.#parts;
    const relay = createOutboxRelay({
      bus,
      topic: QUALITY_TOPIC,
      published: waiting.published,
      outbox: {
        async unpublished(after, limit) {
          const events = await readQualityEvents(pool, waiting.datasetId, after, limit);
          return events.map((event) => ({ sequence: event.sequence, ...encodeQuality(event) }));
        },
      },
      onFault: (error) => faults.fault("verdicts can't be published", error),
    });
    this.#relays.push(relay);
    relay.sweep(waiting.sequence);
    await relay.drained();
    this.#relays = this.#relays.filter((held) => held !== relay);
    if (relay.published > waiting.published)
      await recordQualityPublished(pool, waiting.datasetId, relay.published);
    await relay.stop();
  }
}

import { createOutboxRelay, type Bus, type OutboxRelay } from "@mystocks/bus";
import { ALERTS_TOPIC, encodeAlert, type AlertEvent } from "@mystocks/events";
import type { FaultLog } from "@mystocks/runtime";
import { readUnpublishedAlerts, recordAlertsPublished, type ShardLease } from "@mystocks/store/alerting";
import type pg from "pg";

const RECORD_MS = 1000;

/** Publishes the transitions of the shards that this process owns, in their order, right after their commit. */
export class Publisher {
  readonly #parts: { pool: pg.Pool; bus: Bus; faults: FaultLog };
  readonly #relays = new Map<number, { relay: OutboxRelay; recorded: number }>();
  readonly #timer: NodeJS.Timeout;

  constructor(parts: { pool: pg.Pool; bus: Bus; faults: FaultLog }) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#record(), RECORD_MS);
  }

  /** From here on; what a former owner left behind is published first. */
  take({ shard, sequence, published }: ShardLease): void {
    void this.#relays.get(shard)?.relay.stop();
    const { pool, bus, faults } = this.#parts;
    const relay = createOutboxRelay({
      bus,
      topic: ALERTS_TOPIC,
      published,
      outbox: {
        async unpublished(after, limit) {
          const rows = await readUnpublishedAlerts(pool, shard, after, limit);
          return rows.map(({ sequence: number, event }) => ({
            sequence: number,
            ...encodeAlert(event as AlertEvent),
          }));
        },
      },
      onFault: (error) => faults.fault("alerts can't be published", error),
    });
    this.#relays.set(shard, { relay, recorded: published });
    relay.sweep(sequence);
  }

  /** Also what other processes have written of the shard: what people did. */
  sweep({ shard, sequence }: Pick<ShardLease, "shard" | "sequence">): void {
    this.#relays.get(shard)?.relay.sweep(sequence);
  }

  publish(shard: number, events: readonly AlertEvent[]): void {
    const relay = this.#relays.get(shard)?.relay;
    for (const event of events) relay?.offer({ sequence: event.sequence, ...encodeAlert(event) });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const relays = [...this.#relays.values()].map(({ relay }) => relay);
    const patience = setTimeout(() => relays.forEach((relay) => void relay.stop()), 2000);
    await Promise.all(relays.map((relay) => relay.drained()));
    clearTimeout(patience);
    this.#record();
  }

  #record(): void {
    const { pool, faults } = this.#parts;
    for (const [shard, held] of this.#relays) {
      const { published } = held.relay;
      if (published === held.recorded) continue;
      held.recorded = published;
      recordAlertsPublished(pool, shard, published).catch((error: unknown) =>
        faults.fault("the published mark can't be stored", error),
      );
    }
  }
}

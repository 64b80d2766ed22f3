import { OutboxPublisher, type Bus } from "@mystocks/bus";
import { ALERTS_TOPIC, encodeAlert, type AlertEvent } from "@mystocks/events";
import type { FaultLog } from "@mystocks/runtime";
import {
  readUnpublishedAlerts,
  readUnpublishedShards,
  recordAlertsPublished,
} from "@mystocks/store/alerting";
import type pg from "pg";

export interface PublisherParts {
  pool: pg.Pool;
  bus: Bus;
  /** Shards that this process judges. */
  ownedShards: () => readonly number[];
  faults: FaultLog;
}

/** What others have written of the shards that this process owns, such as what people did, is out within so long. */
const SWEEP_MS = 1000;

/** Publishes the transitions of the shards that this process owns, in their order, right after their commit. */
export function alertPublisher({ pool, bus, ownedShards, faults }: PublisherParts): OutboxPublisher {
  return new OutboxPublisher({
    bus,
    topic: ALERTS_TOPIC,
    what: "alerts",
    sweepMs: SWEEP_MS,
    faults,
    waiting: () => readUnpublishedShards(pool, ownedShards()),
    async unpublished(shard, after, limit) {
      const rows = await readUnpublishedAlerts(pool, shard, after, limit);
      return rows.map(({ sequence, event }) => ({ sequence, ...encodeAlert(event as AlertEvent) }));
    },
    recordPublished: (shard, published) => recordAlertsPublished(pool, shard, published),
  });
}

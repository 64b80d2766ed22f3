import { OutboxPublisher, type Bus } from "@mystocks/bus";
import { encodeQuality, QUALITY_TOPIC } from "@mystocks/events";
import type { FaultLog } from "@mystocks/runtime";
import { readQualityEvents, readWaitingDatasets, recordQualityPublished } from "@mystocks/store/quality";
import type pg from "pg";

const SWEEP_MS = 5000;

/** Publishes each dataset's events in their order, whichever process has written them. */
export function qualityPublisher({
  pool,
  bus,
  faults,
}: {
  pool: pg.Pool;
  bus: Bus;
  faults: FaultLog;
}): OutboxPublisher {
  return new OutboxPublisher({
    bus,
    topic: QUALITY_TOPIC,
    what: "verdicts",
    sweepMs: SWEEP_MS,
    faults,
    async waiting() {
      const waiting = await readWaitingDatasets(pool);
      return waiting.map(({ datasetId, ...counted }) => ({ id: datasetId, ...counted }));
    },
    async unpublished(datasetId, after, limit) {
      const events = await readQualityEvents(pool, datasetId, after, limit);
      return events.map((event) => ({ sequence: event.sequence, ...encodeQuality(event) }));
    },
    recordPublished: (datasetId, published) => recordQualityPublished(pool, datasetId, published),
  });
}

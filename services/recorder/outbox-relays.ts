import type { FaultLog } from "@mystocks/runtime";
import { createOutboxRelay, type Bus, type OutboxRelay } from "@mystocks/bus";
import { DEAD_LETTER_TOPIC, encodeDeadLetter, encodePulse, PULSE_TOPIC } from "@mystocks/events";
import { readUnpublished, readUnpublishedDeadLetters, type SourcePosition } from "@mystocks/store";
import type pg from "pg";

/** Of telemetry.source: `otlp-http`, `otlp-http-metrics`, `otlp-http-logs` or a topic, and which part of it. */
export interface Source {
  source: string;
  partition: number;
}

export interface RelayParts {
  pool: pg.Pool;
  bus: Bus;
  faults: FaultLog;
}

export function pulseRelay(
  { pool, bus, faults }: RelayParts,
  source: Source,
  position: SourcePosition,
): OutboxRelay {
  const { sourceId, published } = position;
  return createOutboxRelay({
    bus,
    topic: PULSE_TOPIC,
    published,
    outbox: {
      async unpublished(after, limit) {
        const events = await readUnpublished(pool, { sourceId, ...source }, after, limit);
        return events.map((event) => ({ sequence: event.sequence, ...encodePulse(event) }));
      },
    },
    onFault: (error) => faults.fault("pulses can't be published", error),
  });
}

/** They are rare and large: each is read back from the store when it is published, none waits in memory. */
export function deadLetterRelay(
  { pool, bus, faults }: RelayParts,
  source: Source,
  position: SourcePosition,
): OutboxRelay {
  const { sourceId, deadLettersPublished: published } = position;
  return createOutboxRelay({
    bus,
    topic: DEAD_LETTER_TOPIC,
    published,
    outbox: {
      async unpublished(after, limit) {
        const letters = await readUnpublishedDeadLetters(pool, { sourceId, ...source }, after, limit);
        const key = `${source.source}/${source.partition}`;
        return letters.map(({ number, event }) => ({
          sequence: number,
          key,
          id: event.id,
          value: encodeDeadLetter(event),
        }));
      },
    },
    onFault: (error) => faults.fault("dead letters can't be published", error),
  });
}

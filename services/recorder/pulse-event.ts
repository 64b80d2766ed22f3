import type { LogEvent, OperationPulse, PulseEvent, SeriesSample } from "@mystocks/events";
import type { PlacedLog, PlacedSample } from "./batch.ts";
import type { Stored } from "./stored.ts";

/** What a commit tells the others: the same that the outbox reads back from its rows. */
export function pulseEventOf(
  { source, partition, sequence }: { source: string; partition: number; sequence: number },
  observedAtMs: number,
  stored: Stored,
): PulseEvent {
  return {
    source,
    partition,
    sequence,
    observedSecond: Math.floor(observedAtMs / 1000),
    pulses: stored.pulses.map(operationPulse),
    samples: stored.samples.map(seriesSample),
    logs: stored.logs.filter(({ eventName }) => eventName !== "").map(logEvent),
  };
}

function operationPulse({ aggregate, delta }: Stored["pulses"][number]): OperationPulse {
  const { id, service, operation, type, kind, classification, databaseSystem, database, collection } =
    aggregate.operation;
  return {
    operation: { id, service, operation, type, kind, classification, databaseSystem, database, collection },
    second: delta.second,
    count: delta.count,
    errors: delta.errors,
    overWarning: delta.overWarning,
    overCritical: delta.overCritical,
    enclosed: delta.enclosed,
    rows: delta.rows,
    bytes: delta.bytes,
    sumSeconds: Number(delta.sumNs) / 1e9,
    maxSeconds: Number(delta.maxNs) / 1e9,
    sketch: Buffer.from(delta.sketch).toString("base64"),
    exemplars: delta.exemplars,
  };
}

function seriesSample({ record, series, timeMs, value, sum, sketch }: PlacedSample): SeriesSample {
  return {
    name: record.name,
    type: record.type,
    labels: series.labels,
    timeMs,
    value,
    ...(sum === undefined ? {} : { sum }),
    ...(sketch === undefined ? {} : { sketch: Buffer.from(sketch).toString("base64") }),
  };
}

function logEvent({ record, timeNs, eventName, severity, traceId }: PlacedLog): LogEvent {
  return {
    name: eventName,
    timeMs: Number(timeNs / 1_000_000n),
    service: record.resource.service,
    severity,
    attributes: record.attributes,
    ...(traceId === undefined ? {} : { traceId: Buffer.from(traceId).toString("hex") }),
  };
}

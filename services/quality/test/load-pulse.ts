import type { PulseEvent } from "@mystocks/events";

interface LoadPulse {
  sequence: number;
  /** Table that was written to. */
  writes?: string;
  figures?: Record<string, string | number>[];
  traceId?: string;
}

/** What a recorder tells of a loader. */
export function loadPulse({ sequence, writes, figures = [], traceId }: LoadPulse): PulseEvent {
  const second = Math.floor(Date.now() / 1000);
  const operation = {
    id: 1,
    service: "loader",
    operation: "INSERT bars",
    type: "SAVE",
    kind: "database" as const,
    classification: "DAILY_KLINE",
    databaseSystem: "postgresql",
    database: "test",
    collection: writes ?? "",
  };
  const none = {
    errors: 0,
    overWarning: 0,
    overCritical: 0,
    rows: 0,
    bytes: 0,
    sumSeconds: 0,
    maxSeconds: 0,
  };
  return {
    source: "test",
    partition: 0,
    sequence,
    observedSecond: second,
    pulses:
      writes === undefined
        ? []
        : [{ ...none, operation, second, count: 1, enclosed: false, sketch: "", exemplars: [] }],
    samples: [],
    logs: figures.map((attributes) => ({
      name: "mystocks.quality",
      timeMs: second * 1000 + sequence,
      service: "loader",
      severity: 9,
      attributes,
      ...(traceId !== undefined && { traceId }),
    })),
  };
}

import { z } from "zod";

export const PULSE_TOPIC = "mystocks.pulse.v1";

/** What an operation is; its values and no others decide which figures are added up. Empty string: not known. */
const operationIdentity = z.object({
  id: z.int(),
  service: z.string(),
  operation: z.string(),
  type: z.string(),
  kind: z.enum(["tracked", "database"]),
  classification: z.string(),
  databaseSystem: z.string(),
  database: z.string(),
  collection: z.string(),
});

/** A span that explains a figure: 32 and 16 hex digits, times in nanoseconds as decimal text. */
const exemplar = z.object({
  traceId: z.string(),
  spanId: z.string(),
  endNs: z.string(),
  durationNs: z.string(),
  failed: z.boolean(),
});

/**
 * What one commit added to one operation in one second of event time.
 * enclosed: these ran inside a tracked operation and so do not count in totals; others of the same operation and
 * second come as a pulse of their own.
 */
const operationPulse = z.object({
  operation: operationIdentity,
  second: z.int(),
  count: z.int(),
  errors: z.int(),
  overWarning: z.int(),
  overCritical: z.int(),
  enclosed: z.boolean(),
  rows: z.int(),
  bytes: z.int(),
  sumSeconds: z.number(),
  maxSeconds: z.number(),
  sketch: z.base64(),
  exemplars: z.array(exemplar),
});

const seriesSample = z.object({
  name: z.string(),
  type: z.enum(["counter", "gauge", "histogram"]),
  labels: z.record(z.string(), z.string()),
  timeMs: z.number(),
  value: z.number(),
  sum: z.number().optional(),
  sketch: z.base64().optional(),
});

/** A log event with a name, such as `mystocks.alert` or `mystocks.quality`. */
const logEvent = z.object({
  name: z.string(),
  timeMs: z.number(),
  service: z.string(),
  severity: z.int(),
  attributes: z.record(z.string(), z.json()),
  traceId: z.string().optional(),
});

/** Everything one recorder commit saw. Key on the bus: `source/partition`; id: `source/partition/sequence`. */
export const pulseEvent = z.object({
  source: z.string(),
  partition: z.int(),
  sequence: z.int(),
  /** The second, stamped once at commit, that live rules judge by. Unix time. */
  observedSecond: z.int(),
  pulses: z.array(operationPulse),
  samples: z.array(seriesSample),
  logs: z.array(logEvent),
});

export type OperationIdentity = z.infer<typeof operationIdentity>;
export type PulseExemplar = z.infer<typeof exemplar>;
export type OperationPulse = z.infer<typeof operationPulse>;
export type SeriesSample = z.infer<typeof seriesSample>;
export type LogEvent = z.infer<typeof logEvent>;
export type PulseEvent = z.infer<typeof pulseEvent>;

import { z } from "zod";
import { cloudEvent, encodeEvent, parseEvent } from "./cloud-event.ts";

export const ALERTS_TOPIC = "mystocks.alerts.v1";

export const alertLevel = z.enum(["CRITICAL", "WARNING", "INFO"]);
const alertCondition = z.enum(["pending", "firing", "no_data", "resolved"]);
const alertHandling = z.enum(["open", "acknowledged", "closed"]);

/** What happened; each is one row of the alert's history. */
export const transitionKind = z.enum([
  "pending",
  "dropped",
  "fired",
  "no_data",
  "data_back",
  "resolved",
  "flapping",
  "level_changed",
  "acknowledged",
  "acknowledgement_ended",
  "assigned",
  "closed",
  "muted",
  "unmuted",
  "escalated",
  "evidence_added",
]);

/** An alert as it is after the transition. Times are Unix milliseconds. */
export const alertSnapshot = z.object({
  alertId: z.string(),
  /** 64 hex digits: of the sorted labels, the same in every episode. */
  fingerprint: z.string(),
  source: z.enum(["rule", "service", "prometheus"]),
  rule: z.string(),
  file: z.string(),
  group: z.string(),
  level: alertLevel,
  /** As MyStocks names them: SLOW_QUERY, DATA_QUALITY, SYSTEM_ERROR, CONNECTION_FAILURE, CUSTOM. */
  type: z.string(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  condition: alertCondition,
  handling: alertHandling,
  mutedBy: z.array(z.string()),
  value: z.number().nullable(),
  activeSinceMs: z.number(),
  firedAtMs: z.number().nullable(),
  resolvedAtMs: z.number().nullable(),
  occurrences: z.int(),
  isFlapping: z.boolean(),
  acknowledgedBy: z.string().nullable(),
  /** The alert opens again then; null: it does not by itself. */
  acknowledgedUntilMs: z.number().nullable(),
  assignee: z.string().nullable(),
});

export const alertEvent = z.object({
  shard: z.int(),
  sequence: z.int(),
  kind: transitionKind,
  atMs: z.number(),
  /** In English words, for people. */
  reason: z.string(),
  /** The same for other languages. Events from before there were codes have none. */
  cause: z.object({ code: z.string(), parameters: z.record(z.string(), z.string()) }).optional(),
  actor: z.string().nullable(),
  alert: alertSnapshot,
});

export type AlertSnapshot = z.infer<typeof alertSnapshot>;
export type AlertEvent = z.infer<typeof alertEvent>;
export type TransitionKind = z.infer<typeof transitionKind>;

const envelope = cloudEvent(ALERTS_TOPIC, alertEvent);

/** The message for the bus: key `alerting/shard`, id `alerting/shard/sequence`, value JSON text. */
export function encodeAlert(event: AlertEvent) {
  const { shard, sequence, atMs } = event;
  return encodeEvent({
    type: ALERTS_TOPIC,
    role: "alerting",
    key: `alerting/${shard}`,
    sequence,
    atMs,
    data: event,
  });
}

/** Throws MalformedEvent for text that is no alert event; fields it does not know are left out. */
export function decodeAlert(value: string): AlertEvent {
  return parseEvent(envelope, value).data;
}

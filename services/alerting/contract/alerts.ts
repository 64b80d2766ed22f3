import { z } from "zod";
import { labels, time } from "./parts.ts";

const level = z.enum(["CRITICAL", "WARNING", "INFO"]);
const condition = z.enum(["pending", "firing", "no_data", "resolved"]);
const handling = z.enum(["open", "acknowledged", "closed"]);

export const alertSchema = z.object({
  id: z.string(),
  fingerprint: z.string().describe("64 hex digits, the same in every episode"),
  rule: z.string(),
  file: z.string(),
  group: z.string(),
  source: z.enum(["rule", "service", "prometheus"]),
  alsoFrom: z.array(z.string()).describe("Others that raised the same alert"),
  level,
  type: z.string(),
  labels,
  annotations: labels,
  /** One sentence: its summary, or its name. */
  summary: z.string(),
  condition,
  handling,
  mutedBy: z.array(z.string()).describe("Silences that mute it now"),
  value: z.number().nullable(),
  since: time,
  firedAt: time.nullable(),
  resolvedAt: time.nullable(),
  endReason: z.string().nullable(),
  occurrences: z.int(),
  isFlapping: z.boolean(),
  acknowledgedBy: z.string().nullable(),
  acknowledgedAt: time.nullable(),
  acknowledgedUntil: time.nullable(),
  assignee: z.string().nullable(),
  closedBy: z.string().nullable(),
  notes: z.string().nullable(),
});

export const alertCountsSchema = z.object({
  CRITICAL: z.int(),
  WARNING: z.int(),
  INFO: z.int(),
  unacknowledged: z.int(),
  muted: z.int(),
});

export const alertListSchema = z.object({
  items: z.array(alertSchema),
  next: z.string().nullable().describe("Cursor of the next page"),
  /** Of all that fire now, whatever is filtered. */
  firing: alertCountsSchema,
  facets: z.object({ rules: z.array(z.string()), services: z.array(z.string()) }),
});

export const alertEvidenceSchema = z.object({
  spans: z.array(
    z.object({
      traceId: z.string(),
      spanId: z.string(),
      operation: z.string(),
      durationMs: z.number(),
      failed: z.boolean(),
      sql: z.string().optional(),
    }),
  ),
  rows: z.array(labels),
  failingColumns: z.array(z.string()).describe("Columns of the rows that the check is about"),
  finding: z
    .object({ en: z.string(), zh: z.string(), verdict: z.string(), judgedAt: time })
    .nullable()
    .describe("What the check that the labels name found last"),
  runbook: z.string().nullable(),
  /** Kept with the alert, or found among what is live now. */
  isStored: z.boolean(),
});

export const alertTransitionSchema = z.object({
  at: time,
  kind: z.string(),
  reason: z.string().describe("In English"),
  cause: z
    .object({ code: z.string(), parameters: labels })
    .nullable()
    .describe("The reason for other languages; null: it was stored without"),
  actor: z.string().nullable(),
});

export const notificationSchema = z.object({
  receiver: z.string(),
  deliveryId: z.string(),
  of: z.string().describe("The transition that is told"),
  state: z.enum(["waiting", "sent", "confirmed", "dead", "superseded", "muted"]),
  attempts: z.int(),
  createdAt: time,
  sentAt: time.nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.string().nullable(),
});

export const alertDetailSchema = z.object({
  alert: alertSchema,
  expression: z.string().nullable().describe("null: no rule in force made it"),
  evidence: alertEvidenceSchema,
  history: z.array(alertTransitionSchema),
  notifications: z.array(notificationSchema),
  /** Earlier episodes and alerts of the same rule, newest first. */
  similar: z.array(alertSchema),
});

export const alertStatisticsSchema = z.object({
  from: time,
  to: time,
  total: z.int(),
  byLevel: z.object({ CRITICAL: z.int(), WARNING: z.int(), INFO: z.int() }),
  byRule: z.array(z.object({ rule: z.string(), count: z.int(), firingSeconds: z.number() })),
  notifications: z.array(z.object({ receiver: z.string(), state: z.string(), count: z.int() })),
  meanSecondsToAcknowledge: z.number().nullable(),
  meanSecondsToResolve: z.number().nullable(),
});

export type Alert = z.infer<typeof alertSchema>;
export type AlertList = z.infer<typeof alertListSchema>;
export type AlertDetail = z.infer<typeof alertDetailSchema>;
export type AlertEvidence = z.infer<typeof alertEvidenceSchema>;
export type AlertStatistics = z.infer<typeof alertStatisticsSchema>;

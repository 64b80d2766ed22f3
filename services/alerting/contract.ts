// What the alerting role answers. The dashboard takes its types from here, the server its validation and OpenAPI.
import { z } from "zod";

const time = z.iso.datetime({ precision: 3 }).describe("RFC 3339, UTC, milliseconds");
const labels = z.record(z.string(), z.string());
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

export const silenceMatcherSchema = z.strictObject({
  name: z.string().min(1).max(200),
  value: z.string().max(1000),
  isRegex: z.boolean().default(false),
  isEqual: z.boolean().default(true),
});

export const recurrenceSchema = z.strictObject({
  weekdays: z.array(z.int().min(1).max(7)).min(1).describe("1 Monday to 7 Sunday"),
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  timeZone: z.string().default("Asia/Shanghai"),
});

export const silenceSchema = z.object({
  id: z.string(),
  matchers: z.array(silenceMatcherSchema),
  startsAt: time,
  endsAt: time,
  recurrence: recurrenceSchema.nullable(),
  endsWithAlert: z.string().nullable(),
  createdBy: z.string(),
  comment: z.string(),
  origin: z.enum(["monitor", "alertmanager"]),
  state: z.enum(["active", "pending", "expired"]).describe("By the server's clock, whatever recurs"),
  isInForce: z.boolean().describe("Active, and within the hours of its recurrence"),
  endedAt: time.nullable().describe("When it was ended early"),
  alertmanagers: z.int().describe("Alertmanagers that know it"),
});

export const silenceListSchema = z.object({ items: z.array(silenceSchema) });

export const silencePreviewSchema = z.object({
  mutesEverything: z.boolean(),
  now: z.array(alertSchema).describe("Alerts that it would mute now, at most 200"),
  nowTotal: z.int(),
  lastSevenDays: z.int().describe("Alerts of the last 7 days that it would have muted"),
  notifications: z.int().describe("Notifications of these"),
  byRule: z.array(z.object({ rule: z.string(), count: z.int() })).describe("Of these 7 days, most first"),
});

export const ruleProblemSchema = z.object({
  severity: z.enum(["error", "warning"]),
  file: z.string(),
  line: z.int(),
  column: z.int(),
  key: z.string(),
  message: z.string(),
  remedy: z.string(),
});

export const ruleSchema = z.object({
  id: z.string(),
  kind: z.enum(["alert", "record"]),
  name: z.string(),
  line: z.int(),
  expression: z.string(),
  forSeconds: z.number(),
  labels,
  annotations: labels.describe("Their templates"),
  state: z.enum(["inactive", "pending", "firing", "no_data", "not_here"]),
  alerts: z.int().describe("Alerts of it that are not over"),
  counts: z.object({ pending: z.int(), firing: z.int(), noData: z.int() }),
  judgedAt: time.nullable().describe("Its last judgement without error; null: none yet, or not here"),
  lastError: z.string().nullable().describe("In an expression with its place before it: 1:13: …"),
});

export const ruleGroupSchema = z.object({
  file: z.string(),
  name: z.string(),
  intervalSeconds: z.number(),
  shard: z.int(),
  rules: z.array(ruleSchema),
});

export const ruleListSchema = z.object({
  groups: z.array(ruleGroupSchema),
  problems: z.array(ruleProblemSchema),
  failing: z.int(),
});

export const ruleFileSummarySchema = z.object({
  name: z.string(),
  origin: z.enum(["file", "api"]),
  version: z.int().describe("0: as it lies beside the service"),
  author: z.string().nullable(),
  savedAt: time.nullable(),
});

export const ruleFileListSchema = z.object({ items: z.array(ruleFileSummarySchema) });

export const ruleFileSchema = ruleFileSummarySchema.extend({
  content: z.string().nullable().describe("null: removed as of this version"),
  tests: z.string().nullable(),
  versions: z.array(z.object({ version: z.int(), author: z.string(), comment: z.string(), savedAt: time })),
  diff: z.string().describe("Of this version to the one before, unified"),
});

export const ruleCheckSchema = z.object({
  isValid: z.boolean(),
  problems: z.array(ruleProblemSchema),
  groups: z.int(),
  alerts: z.int(),
  records: z.int(),
});

export const ruleTestSchema = z.object({
  tests: z.int(),
  failures: z.array(z.object({ group: z.string(), line: z.int(), message: z.string() })),
});

export const rulePreviewSchema = z.object({
  from: time,
  to: time,
  stepSeconds: z.number(),
  rules: z.array(
    z.object({
      rule: z.string(),
      group: z.string(),
      line: z.int(),
      firings: z.int(),
      firingSeconds: z.number(),
      notifications: z.int(),
      prometheusFirings: z.int(),
      receivers: z.array(z.object({ receiver: z.string(), firings: z.int() })).describe("Who would be woken"),
      episodes: z.array(
        z.object({
          labels,
          annotations: labels.describe("Rendered"),
          firedAt: time,
          endedAt: time.nullable(),
        }),
      ),
      faults: z.array(z.string()),
    }),
  ),
});

export const auditListSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      at: time,
      actor: z.string(),
      action: z.string(),
      subject: z.string(),
      before: z.unknown(),
      after: z.unknown(),
    }),
  ),
  next: z.string().nullable(),
});

export type Alert = z.infer<typeof alertSchema>;
export type AlertList = z.infer<typeof alertListSchema>;
export type AlertDetail = z.infer<typeof alertDetailSchema>;
export type AlertEvidence = z.infer<typeof alertEvidenceSchema>;
export type AlertStatistics = z.infer<typeof alertStatisticsSchema>;
export type Silence = z.infer<typeof silenceSchema>;
export type SilenceList = z.infer<typeof silenceListSchema>;
export type SilenceMatcher = z.infer<typeof silenceMatcherSchema>;
export type SilencePreview = z.infer<typeof silencePreviewSchema>;
export type RuleProblem = z.infer<typeof ruleProblemSchema>;
export type RuleGroupView = z.infer<typeof ruleGroupSchema>;
export type RuleList = z.infer<typeof ruleListSchema>;
export type RuleFileList = z.infer<typeof ruleFileListSchema>;
export type RuleFileView = z.infer<typeof ruleFileSchema>;
export type RuleCheck = z.infer<typeof ruleCheckSchema>;
export type RuleTest = z.infer<typeof ruleTestSchema>;
export type RulePreviewView = z.infer<typeof rulePreviewSchema>;
export type AuditList = z.infer<typeof auditListSchema>;

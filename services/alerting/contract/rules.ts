import { z } from "zod";
import { labels, time } from "./parts.ts";

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
  state: z.enum(["inactive", "pending", "firing", "no_data"]),
  alerts: z.int().describe("Alerts of it that are not over"),
  counts: z.object({ pending: z.int(), firing: z.int(), noData: z.int() }),
  judgedAt: time.nullable().describe("Its last judgement without error; null: none yet"),
  lastError: z.string().nullable().describe("In an expression with its place before it: 1:13: …"),
  faults: z
    .array(z.string())
    .describe("Wrong though it is judged: a template that can't be rendered, a calendar that ends"),
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
      notifications: z.int().describe("What a silence muted is not told"),
      muted: z.int().describe("Firings under a silence"),
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

export type RuleProblem = z.infer<typeof ruleProblemSchema>;
export type RuleGroupView = z.infer<typeof ruleGroupSchema>;
export type RuleList = z.infer<typeof ruleListSchema>;
export type RuleFileList = z.infer<typeof ruleFileListSchema>;
export type RuleFileView = z.infer<typeof ruleFileSchema>;
export type RuleCheck = z.infer<typeof ruleCheckSchema>;
export type RuleTest = z.infer<typeof ruleTestSchema>;
export type RulePreviewView = z.infer<typeof rulePreviewSchema>;

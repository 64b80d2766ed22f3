import { z } from "zod";
import { alertSchema } from "./alerts.ts";
import { time } from "./parts.ts";

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

export type Silence = z.infer<typeof silenceSchema>;
export type SilenceList = z.infer<typeof silenceListSchema>;
export type SilenceMatcher = z.infer<typeof silenceMatcherSchema>;
export type SilencePreview = z.infer<typeof silencePreviewSchema>;

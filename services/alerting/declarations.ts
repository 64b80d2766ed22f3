// Every route of the alerting role that takes and gives JSON, as it is documented; http/ does what they promise.
import type { RouteDeclaration } from "@mystocks/runtime";
import { z } from "zod";
import * as contract from "./contract.ts";

const nothing = z.strictObject({});
const text = z.string().min(1).max(200);
const id = z.strictObject({
  id: z
    .string()
    .regex(/^\d{1,18}$/)
    .describe("Number of an alert"),
});
const silenceId = z.strictObject({ id: z.uuid().describe("Id of a silence") });
const limit = z.coerce.number().int().min(1).max(200).default(50).describe("1 to 200");
const cursor = z.string().min(1).max(1000).optional().describe("`next` of the page before");
const instant = z.iso.datetime({ offset: true }).optional().describe("a time as RFC 3339");
const comment = z.string().max(2000).default("");
const fileName = z.strictObject({
  name: z
    .string()
    .regex(/^[\w][\w.-]{0,99}\.ya?ml$/)
    .describe("A file name that ends with .yml"),
});
const ruleText = z.string().max(1_000_000);
const RULES_LIMIT = "2mb";

const alertFilter = {
  condition: z
    .enum(["live", "pending", "firing", "no_data", "resolved"])
    .optional()
    .describe("live: all but resolved"),
  handling: z.enum(["open", "acknowledged", "closed"]).optional(),
  level: z.enum(["CRITICAL", "WARNING", "INFO"]).optional(),
  source: z.enum(["rule", "service", "prometheus"]).optional(),
  rule: text.optional().describe("The name of a rule"),
  service: text.optional().describe("The value of the label service"),
  text: text.optional().describe("Part of the rule's name, a label or an annotation"),
  muted: z.enum(["true", "false"]).optional(),
  from: instant,
  to: instant,
};

const silenceBody = z.strictObject({
  id: z.uuid().optional().describe("Of the silence that is changed"),
  matchers: z.array(contract.silenceMatcherSchema).min(1).max(50),
  startsAt: instant,
  endsAt: instant,
  for: z
    .string()
    .regex(/^[1-9]\d{0,6}[smhd]$/)
    .optional()
    .describe("Instead of endsAt: such as 2h"),
  recurrence: contract.recurrenceSchema.optional(),
  endsWithAlert: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional()
    .describe("Ends when this alert does"),
  comment,
});

const ruleBody = z.strictObject({
  name: z.string().max(100).default("draft.yml"),
  content: ruleText.describe("A rule file in Prometheus' format"),
});

function declare<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject, A extends z.ZodType>(
  route: Omit<RouteDeclaration, "params" | "query" | "body" | "answer"> & {
    params: P;
    query: Q;
    body?: B;
    answer: A;
  },
) {
  return route;
}

const onAlert = { method: "post", needs: "operator", params: id, query: nothing } as const;

export const declarations = {
  listAlerts: declare({
    method: "get",
    path: "/alerts",
    summary: "Alerts, newest first, and how many fire now",
    needs: "viewer",
    params: nothing,
    query: z.strictObject({ ...alertFilter, limit, cursor }),
    answer: contract.alertListSchema,
  }),
  exportAlerts: declare({
    method: "get",
    path: "/alerts.csv",
    summary: "The same as CSV, at most 10,000",
    needs: "viewer",
    params: nothing,
    query: z.strictObject(alertFilter),
    answer: z.string(),
    mediaType: "text/csv",
  }),
  alertStatistics: declare({
    method: "get",
    path: "/alerts/statistics",
    summary: "How many alerts there were, of which rules, and how soon they were taken on and over",
    needs: "viewer",
    params: nothing,
    query: z.strictObject({ from: instant, to: instant }),
    answer: contract.alertStatisticsSchema,
  }),
  readAlert: declare({
    method: "get",
    path: "/alerts/{id}",
    summary: "One alert with its evidence, its history, who was told, and alerts like it",
    needs: "viewer",
    params: id,
    query: nothing,
    answer: contract.alertDetailSchema,
  }),
  alertChart: declare({
    method: "get",
    path: "/alerts/{id}/chart.svg",
    summary: "What its rule saw around its start",
    needs: "viewer",
    params: id,
    query: nothing,
    answer: z.string(),
    mediaType: "image/svg+xml",
  }),
  acknowledgeAlert: declare({
    ...onAlert,
    path: "/alerts/{id}/acknowledge",
    summary: "Take an alert on",
    body: z.strictObject({
      comment,
      for: z
        .string()
        .regex(/^[1-9]\d{0,6}[smhd]$/)
        .optional()
        .describe("It opens again then, such as 1h"),
    }),
    answer: contract.alertSchema,
  }),
  reopenAlert: declare({
    ...onAlert,
    path: "/alerts/{id}/reopen",
    summary: "Take an acknowledgement back",
    body: nothing,
    answer: contract.alertSchema,
  }),
  assignAlert: declare({
    ...onAlert,
    path: "/alerts/{id}/assign",
    summary: "Give an alert to somebody, or to nobody",
    body: z.strictObject({ assignee: z.string().min(1).max(200).nullable() }),
    answer: contract.alertSchema,
  }),
  closeAlert: declare({
    ...onAlert,
    path: "/alerts/{id}/close",
    summary: "End an alert by hand: this episode wakes nobody again",
    body: z.strictObject({ notes: comment }),
    answer: contract.alertSchema,
  }),
  listSilences: declare({
    method: "get",
    path: "/silences",
    summary: "Silences in force or to come",
    needs: "viewer",
    params: nothing,
    query: z.strictObject({
      ended: z.enum(["true", "false"]).default("false").describe("With those that ended in the last 7 days"),
    }),
    answer: contract.silenceListSchema,
  }),
  previewSilence: declare({
    method: "post",
    path: "/silences/preview",
    summary: "What a silence would mute now, and would have muted in the last 7 days",
    needs: "viewer",
    params: nothing,
    query: nothing,
    body: z.strictObject({ matchers: silenceBody.shape.matchers }),
    answer: contract.silencePreviewSchema,
  }),
  saveSilence: declare({
    method: "post",
    path: "/silences",
    summary: "Mute alerts for some time, or change a silence",
    needs: "operator",
    params: nothing,
    query: nothing,
    body: silenceBody,
    answer: contract.silenceSchema,
  }),
  endSilence: declare({
    method: "delete",
    path: "/silences/{id}",
    summary: "End a silence now",
    needs: "operator",
    params: silenceId,
    query: nothing,
    answer: z.undefined(),
  }),
  listRules: declare({
    method: "get",
    path: "/rules",
    summary: "Rules in force: their state and whether they fail",
    needs: "viewer",
    params: nothing,
    query: nothing,
    answer: contract.ruleListSchema,
  }),
  listRuleFiles: declare({
    method: "get",
    path: "/rules/files",
    summary: "Rule files in force",
    needs: "viewer",
    params: nothing,
    query: nothing,
    answer: contract.ruleFileListSchema,
  }),
  readRuleFile: declare({
    method: "get",
    path: "/rules/files/{name}",
    summary: "A rule file, its versions, and what changed with the last",
    needs: "viewer",
    params: fileName,
    query: z.strictObject({
      version: z.coerce.number().int().min(0).optional().describe("The newest when left out; 0: as it lies"),
    }),
    answer: contract.ruleFileSchema,
  }),
  saveRuleFile: declare({
    method: "put",
    path: "/rules/files/{name}",
    summary: "A new version of a rule file, in force within a second; refused when its tests fail",
    needs: "admin",
    params: fileName,
    query: nothing,
    body: z.strictObject({
      content: ruleText.nullable().describe("null removes the file"),
      tests: ruleText.nullable().default(null).describe("A unit-test file of promtool that goes with it"),
      comment,
      basedOn: z
        .int()
        .min(0)
        .optional()
        .describe("The version that was edited; refused when there is a newer"),
    }),
    bodyLimit: RULES_LIMIT,
    answer: contract.ruleFileSchema,
  }),
  checkRules: declare({
    method: "post",
    path: "/rules/check",
    summary: "What is wrong with a rule file, with lines and remedies",
    needs: "viewer",
    params: nothing,
    query: nothing,
    body: ruleBody,
    bodyLimit: RULES_LIMIT,
    answer: contract.ruleCheckSchema,
  }),
  testRules: declare({
    method: "post",
    path: "/rules/test",
    summary: "Runs a unit-test file of promtool on a rule file",
    needs: "viewer",
    params: nothing,
    query: nothing,
    body: ruleBody.extend({ tests: ruleText }),
    bodyLimit: RULES_LIMIT,
    answer: contract.ruleTestSchema,
  }),
  previewRules: declare({
    method: "post",
    path: "/rules/preview",
    summary: "When the rules would have fired, judged on the live series",
    needs: "viewer",
    params: nothing,
    query: nothing,
    body: ruleBody.extend({
      last: z
        .string()
        .regex(/^[1-9]\d{0,5}[smhd]$/)
        .default("15m")
        .describe("Such as 15m; at most 7d"),
    }),
    bodyLimit: RULES_LIMIT,
    answer: contract.rulePreviewSchema,
  }),
  readAudit: declare({
    method: "get",
    path: "/audit",
    summary: "Who changed what, newest first",
    needs: "admin",
    params: nothing,
    query: z.strictObject({
      subject: text.optional().describe("Id or name of what was changed"),
      limit,
      cursor,
    }),
    answer: contract.auditListSchema,
  }),
};

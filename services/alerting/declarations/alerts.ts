// Routes of alerts: reading them and what people do with them.
import { declareRoute } from "@mystocks/runtime";
import { z } from "zod";
import * as contract from "../contract/alerts.ts";
import {
  alertNumber,
  comment,
  cursor,
  duration,
  instant,
  limit,
  nothing,
  text,
  written,
} from "./parameters.ts";

const id = z.strictObject({ id: alertNumber.describe("Number of an alert") });
const alertFilter = {
  condition: z
    .enum(["live", "pending", "firing", "no_data", "resolved"])
    .optional()
    .describe("live: all but resolved, and the heartbeat"),
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

const onAlert = { method: "post", needs: "operator", params: id, query: nothing } as const;

export const alertDeclarations = {
  listAlerts: declareRoute({
    method: "get",
    path: "/alerts",
    summary: "Alerts and how many fire now",
    needs: "viewer",
    params: nothing,
    query: z.strictObject({
      ...alertFilter,
      order: z
        .enum(["newest", "urgency"])
        .default("newest")
        .describe("urgency: what nobody has and nothing mutes first, then the worst, then the newest"),
      limit,
      cursor,
    }),
    answer: contract.alertListSchema,
  }),
  exportAlerts: declareRoute({
    method: "get",
    path: "/alerts.csv",
    summary: "The same as CSV, at most 10,000",
    needs: "viewer",
    params: nothing,
    query: z.strictObject(alertFilter),
    answer: z.string(),
    mediaType: "text/csv",
  }),
  alertStatistics: declareRoute({
    method: "get",
    path: "/alerts/statistics",
    summary: "How many alerts there were, of which rules, and how soon they were taken on and over",
    needs: "viewer",
    params: nothing,
    query: z.strictObject({ from: instant, to: instant }),
    answer: contract.alertStatisticsSchema,
  }),
  readAlert: declareRoute({
    method: "get",
    path: "/alerts/{id}",
    summary: "One alert with its evidence, its history, who was told, and alerts like it",
    needs: "viewer",
    params: id,
    query: nothing,
    answer: contract.alertDetailSchema,
  }),
  alertChart: declareRoute({
    method: "get",
    path: "/alerts/{id}/chart.svg",
    summary: "What its rule saw around its start",
    needs: "viewer",
    params: id,
    query: nothing,
    answer: z.string(),
    mediaType: "image/svg+xml",
  }),
  acknowledgeAlert: declareRoute({
    ...onAlert,
    path: "/alerts/{id}/acknowledge",
    summary: "Take an alert on",
    body: z.strictObject({
      comment,
      for: duration.optional().describe("It opens again then, such as 1h"),
    }),
    answer: contract.alertSchema,
  }),
  reopenAlert: declareRoute({
    ...onAlert,
    path: "/alerts/{id}/reopen",
    summary: "Take an acknowledgement back",
    body: nothing,
    answer: contract.alertSchema,
  }),
  assignAlert: declareRoute({
    ...onAlert,
    path: "/alerts/{id}/assign",
    summary: "Give an alert to somebody, or to nobody",
    body: z.strictObject({ assignee: written.min(1).max(200).nullable() }),
    answer: contract.alertSchema,
  }),
  closeAlert: declareRoute({
    ...onAlert,
    path: "/alerts/{id}/close",
    summary: "End an alert by hand: this episode wakes nobody again",
    body: z.strictObject({ notes: comment }),
    answer: contract.alertSchema,
  }),
};

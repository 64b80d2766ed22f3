import { z } from "zod";
import { classification, thresholds } from "./config-classification.ts";
import { kafka } from "./config-kafka.ts";
import { limits } from "./config-limits.ts";
import { quality } from "./config-quality.ts";
import { receivers } from "./config-receivers.ts";
import { retention } from "./config-retention.ts";
import { serviceJobs } from "./config-service-jobs.ts";

const port = (preset: number) => z.int().min(0).max(65535).default(preset);

/** mystocks-monitor.yaml. Live: classifications, thresholds, receivers, serviceJobs, and what rule files and contracts hold; the rest needs a restart. */
export const monitorConfig = z.strictObject({
  host: z.string().default("127.0.0.1").describe("Address to listen on."),
  port: port(8000).describe("Dashboard and API; live push where that is a process of its own. 0 takes any."),
  otlpPort: port(4318).describe("OTLP/HTTP receiver; 0 takes any free one."),
  healthPort: port(8081).describe("Probes and /metrics of a role that is a process of its own; 0 takes any."),
  dataDir: z
    .string()
    .default(".data")
    .describe("Where the embedded PostgreSQL and the first token are kept."),
  databaseUrl: z
    .string()
    .optional()
    .describe("PostgreSQL 15 or newer; without it an embedded one is started."),
  databaseUrlFile: z.string().optional().describe("File that holds databaseUrl."),
  migrate: z
    .enum(["auto", "wait"])
    .default("auto")
    .describe("Who brings the store's schema up to date: whoever starts first, or somebody else (wait)."),
  kafka: kafka.optional(),
  realtimeUrl: z
    .url({ protocol: /^http$/ })
    .optional()
    .describe(
      "Where the realtime role listens when it is a process of its own; the API passes live push on to it.",
    ),
  quality: quality.prefault({}),
  calendars: z
    .array(z.string())
    .default([])
    .describe("Calendar files (JSON) newer than those that come with Monitor, or of other exchanges."),
  prometheusUrl: z.url().optional().describe("Prometheus that scrapes the Collector and the roles."),
  alertmanagerUrls: z
    .array(z.url())
    .default([])
    .describe("Every peer of the Alertmanager that alerts go through, never a load balancer before them."),
  alertingPort: port(8083).describe(
    "HTTP of the alerting role as a process of its own; 0 takes any free one.",
  ),
  alertingUrl: z
    .url({ protocol: /^http$/ })
    .optional()
    .describe(
      "Where the alerting role listens when it is a process of its own; the API passes its routes on.",
    ),
  qualityPort: port(8084).describe("HTTP of the quality role as a process of its own; 0 takes any free one."),
  qualityUrl: z
    .url({ protocol: /^http$/ })
    .optional()
    .describe(
      "Where the quality role listens when it is a process of its own; the API passes its routes on.",
    ),
  rules: z
    .array(z.string())
    .default([])
    .describe("Rule files in Prometheus' format, * stands for any characters; beside the default rules."),
  defaultRules: z.boolean().default(true).describe("Whether the rules that come with Monitor are judged."),
  heartbeat: z
    .strictObject({
      otlpUrl: z
        .url({ protocol: /^https?$/ })
        .optional()
        .describe(
          "Where alerting sends its heartbeat: the Collector, as services do. Without it there is none.",
        ),
      token: z.string().optional().describe("Bearer token that the Collector asks for."),
      tokenFile: z.string().optional().describe("File that holds the token."),
    })
    .prefault({})
    .describe("A figure that alerting sends the whole way of telemetry, to see whether it comes back."),
  allowPrivateReceivers: z
    .boolean()
    .default(false)
    .describe("Whether receivers may have private addresses; loopback may when host is loopback."),
  collectorMetricsUrls: z
    .array(z.url())
    .default([])
    .describe("Own metrics of every Collector, for the account of what was sent, stored and dropped."),
  roleMetricsUrls: z
    .strictObject({
      recorder: z.array(z.url()).default([]),
      realtime: z.array(z.url()).default([]),
      quality: z
        .array(z.url())
        .default([])
        .describe("For rules: whether its contracts are in force as they are on disk."),
    })
    .prefault({})
    .describe(
      "/metrics of every recorder and realtime role, to tell one that is gone from one that has no work, and of quality.",
    ),
  publicUrl: z.url().optional().describe("Address people use; https makes cookies secure."),
  adminToken: z
    .string()
    .regex(/^[\w-]{32,128}$/, "32 to 128 letters, digits, - or _")
    .optional()
    .describe("Token of the first administrator; without it one is made and kept in dataDir."),
  adminTokenFile: z.string().optional().describe("File that holds adminToken."),
  logLevel: z.enum(["debug", "info", "warn", "error"]).default("info"),
  thresholds: thresholds.prefault({}),
  classifications: z
    .record(z.string().regex(/^[A-Z][A-Z0-9_]*$/, "upper case letters, digits and _"), classification)
    .default({})
    .describe("Classes of data, added to the built-in ones."),
  retention: retention.prefault({}),
  limits: limits.prefault({}),
  receivers: receivers.default([]).describe("Who is told of alerts."),
  serviceJobs: serviceJobs.default([]).describe("Services that are called by plan, by the quality role."),
});

export type MonitorConfig = z.infer<typeof monitorConfig>;

/** Keys that a running process takes over. */
export const LIVE_KEYS = [
  "classifications",
  "thresholds",
  "receivers",
  "serviceJobs",
] as const satisfies (keyof MonitorConfig)[];

/** JSON schema of the file, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(monitorConfig, { io: "input", target: "draft-2020-12" });
  return { $schema, title: "mystocks-monitor.yaml", ...schema };
}

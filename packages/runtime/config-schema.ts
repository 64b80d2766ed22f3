import { z } from "zod";

const milliseconds = z.int().positive();
const duration = z.string().regex(/^\d+(s|m|h|d)$/, "a number with s, m, h or d, such as 24h");

const thresholds = z.strictObject({
  warningMs: milliseconds.default(2000).describe("An operation from this duration on is slow (WARNING)."),
  criticalMs: milliseconds.default(5000).describe("An operation over this duration is CRITICAL."),
});

// Not thresholds.partial(): its defaults would fill what a class leaves to the general thresholds.
const ownThresholds = z.strictObject({
  warningMs: milliseconds.optional(),
  criticalMs: milliseconds.optional(),
});

const classification = z
  .strictObject({
    aliases: z.array(z.string()).default([]).describe("Other spellings that mean this class."),
    tables: z.array(z.string()).default([]).describe("Tables that hold it; * stands for any characters."),
    thresholds: ownThresholds.default({}).describe("Where this class differs from the general thresholds."),
  })
  .describe("A class of data.");

const smtp = z
  .strictObject({
    url: z
      .string()
      .regex(/^smtps?:\/\//, "smtp:// or smtps://")
      .optional()
      .describe("Mail server, with user and password where it asks for them."),
    urlFile: z.string().optional().describe("File that holds the address."),
    from: z.string().min(1),
    to: z.array(z.string().min(1)).min(1),
  })
  .refine(({ url, urlFile }) => url !== undefined || urlFile !== undefined, "needs url or urlFile");

const receiver = z
  .strictObject({
    name: z.string().min(1),
    type: z
      .enum(["webhook", "wecom", "dingtalk", "feishu", "slack", "smtp"])
      .default("webhook")
      .describe("What takes the messages; webhook is version 4 of Alertmanager's, with evidence."),
    webhook: z.url().optional().describe("Where notifications are posted."),
    webhookFile: z.string().optional().describe("File that holds the webhook."),
    smtp: smtp.optional(),
    secret: z
      .string()
      .optional()
      .describe("Signs messages; of a webhook two, the new one first, while changing."),
    secretFile: z.string().optional().describe("File that holds the secret."),
    allowPrivate: z
      .boolean()
      .default(false)
      .describe("Whether this receiver may have a private address, where allowPrivateReceivers is false."),
    language: z.enum(["en", "zh-CN"]).default("en"),
    levels: z
      .array(z.enum(["CRITICAL", "WARNING", "INFO"]))
      .min(1)
      .default(["CRITICAL", "WARNING"])
      .describe("Only alerts of these levels."),
    labels: z.record(z.string(), z.string()).default({}).describe("Only alerts with these labels."),
    groupBy: z.array(z.string()).default(["alertname"]).describe("Alerts that share these are one message."),
    fallback: z.string().optional().describe("Receiver that is told when this one can't be."),
    escalateAfter: duration
      .optional()
      .describe("An alert that nobody has acknowledged so long after this one was told goes to escalateTo."),
    escalateTo: z.string().optional().describe("The next receiver; the fallback when it is left out."),
    reports: z
      .boolean()
      .default(false)
      .describe("Whether this receiver hears of each report of data quality that is made by schedule."),
    heartbeat: duration
      .optional()
      .describe(
        "Tells this receiver again and again, each so long, that telemetry and alerting work, and of nothing else: a watch outside wakes somebody when it stays away.",
      ),
  })
  .refine(
    ({ type, webhook, webhookFile }) => type === "smtp" || webhook !== undefined || webhookFile !== undefined,
    "needs webhook or webhookFile",
  )
  .refine(({ type, smtp: mail }) => type !== "smtp" || mail !== undefined, "of type smtp needs smtp")
  .refine(
    ({ escalateAfter, escalateTo, fallback }) =>
      escalateAfter === undefined || escalateTo !== undefined || fallback !== undefined,
    "escalateAfter needs escalateTo or fallback",
  )
  .refine(
    ({ heartbeat, reports }) => heartbeat === undefined || !reports,
    "a receiver with heartbeat hears of nothing else: reports go to another",
  );

/** In the ledger of what was told to whom it means the Alertmanagers. */
const RESERVED_NAME = "alertmanager";

const receivers = z.array(receiver).superRefine((all, context) => {
  const names = all.map(({ name }) => name);
  all.forEach(({ name, fallback, escalateTo }, at) => {
    if (names.indexOf(name) !== at)
      context.addIssue({ code: "custom", path: [at, "name"], message: `${name} stands twice` });
    if (name === RESERVED_NAME)
      context.addIssue({
        code: "custom",
        path: [at, "name"],
        message: `${name} is what alertmanagerUrls name`,
      });
    for (const [key, other] of Object.entries({ fallback, escalateTo }))
      if (other !== undefined && (other === name || !names.includes(other)))
        context.addIssue({
          code: "custom",
          path: [at, key],
          message: `${other} is no other receiver; there is ${names.filter((one) => one !== name).join(", ") || "none"}`,
        });
  });
});

const port = (preset: number) => z.int().min(0).max(65535).default(preset);

const kafka = z
  .strictObject({
    brokers: z
      .array(z.string().regex(/^[^\s,/]+:\d+$/, "host:port"))
      .min(1)
      .describe("Where the cluster is met first."),
    tls: z
      .union([
        z.boolean(),
        z.strictObject({
          caFile: z.string().optional().describe("Authority that signed the brokers' certificates."),
          certFile: z.string().optional().describe("Our certificate, where brokers ask for one."),
          keyFile: z.string().optional().describe("Its key."),
        }),
      ])
      .default(false),
    sasl: z
      .strictObject({
        mechanism: z.enum(["plain", "scram-sha-256", "scram-sha-512"]),
        username: z.string().min(1),
        password: z.string().optional(),
        passwordFile: z.string().optional().describe("File that holds the password."),
      })
      .refine(({ password }) => password !== undefined, "needs password or passwordFile")
      .optional(),
    topicPrefix: z
      .string()
      .default("")
      .describe("Before the name of every topic, where a cluster is shared."),
  })
  .describe("Without it one process holds every role and the bus is in its memory.");

const quality = z
  .strictObject({
    contracts: z
      .array(z.string())
      .default([])
      .describe("Contracts (*.odcs.yaml): files, folders, or patterns with * for any characters."),
    servers: z
      .record(
        z.string(),
        z.strictObject({
          databaseUrl: z.string().optional().describe("PostgreSQL with a role that may read the datasets."),
          databaseUrlFile: z.string().optional().describe("File that holds databaseUrl."),
        }),
      )
      .default({})
      .describe("Databases that are judged, by the name a contract's servers have."),
    statementTimeoutMs: milliseconds
      .default(30_000)
      .describe("A statement on a dataset that takes longer is an error of its checks."),
    connections: z.int().min(1).max(100).default(4).describe("To one database at once, at most."),
    report: z
      .strictObject({
        cron: z.string().default("0 17 * * *").describe("When the report is made."),
        timeZone: z
          .string()
          .default("Asia/Shanghai")
          .describe("IANA name of the zone that cron is meant in."),
        days: z.int().min(1).max(366).default(7).describe("How many days it looks back, today included."),
      })
      .prefault({})
      .describe("The report on all datasets that is made by schedule."),
  })
  .describe("What the quality role judges.");

/** mystocks-monitor.yaml. Live: classifications, thresholds, receivers, and what rule files and contracts hold; the rest needs a restart. */
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
  retention: z
    .strictObject({
      spans: duration.default("24h"),
      keptTraces: duration.default("30d").describe("Whole traces with a slow, failed or exemplar span."),
      pulses1s: duration.default("6h"),
      pulses1m: duration.default("14d"),
      pulses1h: duration.default("365d"),
      pulses1d: duration.default("1825d"),
      logEvents: duration.default("30d"),
      alerts: duration
        .default("365d")
        .describe(
          "Alerts from their end on, with their history and what was told of them; audits, ended silences.",
        ),
    })
    .prefault({}),
  limits: z
    .strictObject({
      operations: z.int().positive().default(2000).describe("Operations kept apart; the rest is one."),
      operationsPerService: z.int().positive().default(500),
      operationsPerNamespace: z
        .int()
        .positive()
        .default(1000)
        .describe("Of one name space (k8s.namespace.name, else service.namespace)."),
      seriesPerNamespace: z
        .int()
        .positive()
        .default(10_000)
        .describe("Living metric series of one name space in one recorder, which keeps 20,000."),
      bodyMiB: z.int().positive().default(8).describe("Largest telemetry request."),
    })
    .prefault({}),
  receivers: receivers.default([]).describe("Who is told of alerts."),
});

export type MonitorConfig = z.infer<typeof monitorConfig>;

/** Keys that a running process takes over. */
export const LIVE_KEYS = [
  "classifications",
  "thresholds",
  "receivers",
] as const satisfies (keyof MonitorConfig)[];

/** JSON schema of the file, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(monitorConfig, { io: "input", target: "draft-2020-12" });
  return { $schema, title: "mystocks-monitor.yaml", ...schema };
}

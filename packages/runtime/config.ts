import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { MonitorError } from "./errors.ts";

const milliseconds = z.int().positive();
const duration = z.string().regex(/^\d+(s|m|h|d)$/, "a number with s, m, h or d, such as 24h");

const thresholds = z.strictObject({
  warningMs: milliseconds.default(2000).describe("An operation from this duration on is slow (WARNING)."),
  criticalMs: milliseconds.default(5000).describe("An operation over this duration is CRITICAL."),
});

const classification = z.strictObject({
  aliases: z.array(z.string()).default([]).describe("Other spellings that mean this class."),
  tables: z.array(z.string()).default([]).describe("Tables that hold it; * stands for any characters."),
  thresholds: thresholds.partial().default({}),
});

const receiver = z.strictObject({ name: z.string(), webhook: z.url() });

/** mystocks-monitor.yaml. Live: classifications, thresholds, receivers; the rest needs a restart. */
export const monitorConfig = z.strictObject({
  host: z.string().default("127.0.0.1"),
  port: z.int().min(0).max(65535).default(8000),
  otlpPort: z.int().min(0).max(65535).default(4318),
  dataDir: z.string().default(".data"),
  databaseUrl: z
    .string()
    .optional()
    .describe("PostgreSQL 15 or newer; without it an embedded one is started."),
  publicUrl: z.url().optional(),
  logLevel: z.enum(["debug", "info", "warn", "error"]).default("info"),
  thresholds: thresholds.prefault({}),
  classifications: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), classification).default({}),
  retention: z
    .strictObject({
      spans: duration.default("24h"),
      keptTraces: duration.default("30d"),
      pulses1s: duration.default("6h"),
      pulses1m: duration.default("14d"),
      pulses1h: duration.default("365d"),
      pulses1d: duration.default("1825d"),
      logEvents: duration.default("30d"),
    })
    .prefault({}),
  limits: z
    .strictObject({
      operations: z.int().positive().default(2000),
      operationsPerService: z.int().positive().default(500),
      bodyMiB: z.int().positive().default(8),
    })
    .prefault({}),
  receivers: z.array(receiver).default([]),
});

export type MonitorConfig = z.infer<typeof monitorConfig>;

/** Flag > MYSTOCKS_A__B > file > default. Reports every problem at once, by key. */
export async function loadConfig(
  file: string | undefined,
  environment: Record<string, string | undefined>,
  flags: Record<string, unknown> = {},
): Promise<MonitorConfig> {
  const fromFile = file === undefined ? {} : ((parse(await readFile(file, "utf8")) as object | null) ?? {});
  const parsed = monitorConfig.safeParse({ ...fromFile, ...fromEnvironment(environment), ...flags });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "(top)"}: ${issue.message}`);
  throw new MonitorError("CONFIG_INVALID", problems.join("\n"), {
    remedy: `Correct ${file ?? "the MYSTOCKS_… variables"} and start again.`,
  });
}

function fromEnvironment(environment: Record<string, string | undefined>): Record<string, unknown> {
  const known = {
    MYSTOCKS_PORT: "port",
    MYSTOCKS_OTLP_PORT: "otlpPort",
    MYSTOCKS_DATA_DIR: "dataDir",
    MYSTOCKS_HOST: "host",
    MYSTOCKS_DATABASE_URL: "databaseUrl",
    MYSTOCKS_LOG_LEVEL: "logLevel",
  };
  const entries = Object.entries(known).flatMap(([variable, key]) => {
    const value = environment[variable];
    if (value === undefined) return [];
    return [[key, /^\d+$/.test(value) ? Number(value) : value] as const];
  });
  return Object.fromEntries(entries);
}

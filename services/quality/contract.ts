// What the quality role answers. The dashboard takes its types from here, the server its validation and OpenAPI.
import { z } from "zod";

const time = z.iso.datetime({ precision: 3 }).describe("RFC 3339, UTC, milliseconds");
const day = z.iso.date().describe("A trading day, YYYY-MM-DD");
const verdict = z.enum(["pass", "warn", "fail", "error", "skipped", "unknown"]);
const words = z.object({ en: z.string(), zh: z.string() });
const verdictCounts = z.record(z.string(), z.int()).describe("How many checks have each verdict");
const cells = z.record(z.string(), z.string().nullable());

export const dayStateSchema = z.object({
  day,
  verdict: verdict.describe("The worst of the newest verdicts; unknown: never judged"),
  worst: verdict.describe("The worst there was on this day"),
  verdicts: verdictCounts,
  isBackfill: z.boolean().describe("The day was over when it was first judged"),
  accepted: z.object({ by: z.string(), why: z.string() }).nullable(),
});

export const datasetSchema = z.object({
  dataset: z.string(),
  table: z.string(),
  database: z.string(),
  classification: z.string(),
  owner: z.string(),
  verdict: verdict.describe("The worst of its checks now"),
  verdicts: verdictCounts,
  judgedAt: time.nullable(),
  durationMs: z.number().nullable(),
  freshnessSeconds: z.number().nullable().describe("How late the newest data is, by trading time"),
  contract: z
    .object({
      file: z.string(),
      version: z.string(),
      schedule: z.string().nullable(),
      calendar: z.string().nullable(),
    })
    .nullable()
    .describe("null: only loaders tell of it"),
  days: z.array(dayStateSchema).describe("The last trading days, the oldest first"),
});

export const datasetListSchema = z.object({
  items: z.array(datasetSchema),
  problems: z
    .array(z.object({ file: z.string(), problem: z.string() }))
    .describe("Contracts that can't be read; those from before are judged on"),
});

export const checkSchema = z.object({
  check: z.string(),
  origin: z.enum(["contract", "service"]),
  kind: z.string(),
  problem: z.enum(["late", "incomplete", "invalid", "duplicate"]),
  columns: z.array(z.string()),
  dimension: z.string().nullable(),
  description: z.string().nullable(),
  verdict,
  since: time.nullable(),
  judgedAt: time.nullable(),
  run: z.string().nullable(),
  value: z.number().nullable(),
  unit: z.enum(["rows", "percent", "seconds", "value"]),
  bound: z.string().nullable(),
  failedRows: z.number().nullable(),
  totalRows: z.number().nullable(),
  why: words,
});

export const datasetDetailSchema = datasetSchema.extend({
  timeZone: z.string().nullable(),
  partition: z.enum(["table", "day"]).nullable().describe("What one run judges"),
  newestDay: day
    .nullable()
    .describe("The newest trading day that has begun; null: the calendar does not know"),
  checks: z.array(checkSchema),
});

export const checkHistorySchema = z.object({
  points: z.array(
    z.object({
      run: z.string(),
      at: time,
      day: day.nullable(),
      verdict,
      value: z.number().nullable(),
      failedRows: z.number().nullable(),
      totalRows: z.number().nullable(),
      why: words,
    }),
  ),
});

export const failedRowsSchema = z.object({
  run: z.string().nullable().describe("null: it has never run"),
  judgedAt: time.nullable(),
  columns: z.array(z.string()).describe("Those the check is about"),
  failedRows: z
    .number()
    .nullable()
    .describe("All that failed; the list holds at most what the contract keeps"),
  rows: z.array(z.object({ checks: z.array(z.string()), key: cells, row: cells })),
  sql: z.string().nullable().describe("Shows them in the database; null where no row fails"),
});

export const qualityRunSchema = z.object({
  run: z.string(),
  origin: z.enum(["contract", "service"]),
  cause: z.string(),
  askedBy: z.string().nullable(),
  askedWhy: z.string().nullable(),
  startedAt: time,
  durationMs: z.number(),
  statements: z.int(),
  day: day.nullable(),
  isCurrent: z.boolean().describe("false: a past day judged again, which says nothing about now"),
  verdicts: verdictCounts,
});

export const qualityRunListSchema = z.object({
  items: z.array(qualityRunSchema),
  next: z.string().nullable().describe("Cursor of the next page"),
});

export const judgedSchema = z.object({ runs: z.array(z.object({ day: day.nullable(), run: z.string() })) });

export const dayListSchema = z.object({
  days: z.array(
    dayStateSchema.extend({
      isOpen: z.enum(["open", "closed", "unknown"]),
      checks: z.array(
        z.object({ check: z.string(), verdict, worst: verdict, runs: z.int(), value: z.number().nullable() }),
      ),
    }),
  ),
});

export const gateReasonSchema = z.object({
  dataset: z.string(),
  check: z.string().nullable(),
  code: z.enum([
    "fails",
    "warns",
    "notJudged",
    "cannotBeJudged",
    "judgedTooEarly",
    "symbolsMissing",
    "noData",
    "closedDay",
  ]),
  why: words,
});

export const gateSchema = z.object({
  state: z.enum(["ok", "degraded", "blocked"]),
  day: day.describe("The trading day it is about"),
  datasets: z.array(
    z.object({
      dataset: z.string(),
      state: z.enum(["ok", "degraded", "blocked"]),
      judgedAt: time.nullable(),
      ageSeconds: z.number().nullable().describe("Since it was judged"),
      freshnessSeconds: z.number().nullable(),
      missingSymbols: z
        .array(z.string())
        .describe("Of those asked for, or of the listing: without data on the day"),
      missingDates: z
        .array(z.string())
        .describe("Trading days before it, of the last ten, that were found incomplete or late"),
    }),
  ),
  reasons: z.array(gateReasonSchema),
});

export const reportSchema = z.object({
  from: day,
  to: day,
  madeAt: time,
  score: z
    .number()
    .nullable()
    .describe("0 to 100: share of judged (day, check) that passed, a warning counts half"),
  datasets: z.array(
    z.object({
      dataset: z.string(),
      database: z.string(),
      classification: z.string(),
      owner: z.string(),
      score: z.number().nullable(),
      verdict,
      checks: z.array(
        z.object({
          check: z.string(),
          kind: z.string().nullable(),
          verdict,
          worst: verdict,
          passed: z.int(),
          judged: z.int(),
          why: words.nullable(),
        }),
      ),
      trend: z.array(z.object({ day, score: z.number().nullable(), verdict })),
      worstRows: z.array(z.object({ checks: z.array(z.string()), row: cells })),
    }),
  ),
});

export const reportListSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      madeAt: time,
      from: day,
      to: day,
      score: z.number().nullable(),
    }),
  ),
});

export type DatasetList = z.infer<typeof datasetListSchema>;
export type Dataset = z.infer<typeof datasetSchema>;
export type DatasetDetail = z.infer<typeof datasetDetailSchema>;
export type DayState = z.infer<typeof dayStateSchema>;
export type QualityCheckView = z.infer<typeof checkSchema>;
export type CheckHistory = z.infer<typeof checkHistorySchema>;
export type FailedRowList = z.infer<typeof failedRowsSchema>;
export type QualityRunList = z.infer<typeof qualityRunListSchema>;
export type DayList = z.infer<typeof dayListSchema>;
export type Gate = z.infer<typeof gateSchema>;
export type GateReason = z.infer<typeof gateReasonSchema>;
export type QualityReport = z.infer<typeof reportSchema>;

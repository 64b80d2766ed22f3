import { z } from "zod";
import { time, milliseconds, quantile, windowSchema } from "./parts.ts";

export const operationKeySchema = z.object({
  id: z.int(),
  service: z.string(),
  operation: z.string(),
  type: z.string(),
  kind: z.enum(["tracked", "database"]),
  classification: z.string(),
  databaseSystem: z.string(),
  database: z.string(),
  collection: z.string(),
});

export const figuresSchema = z.object({
  count: z.int(),
  errors: z.int(),
  errorRatio: z.number(),
  ratePerSecond: z.number(),
  overWarning: z.int(),
  overCritical: z.int(),
  rows: z.int(),
  bytes: z.int(),
  averageMs: quantile,
  maxMs: quantile,
  p50Ms: quantile,
  p95Ms: quantile,
  p99Ms: quantile,
  p999Ms: quantile,
});

export const pointSchema = z.object({
  time,
  count: z.int(),
  errors: z.int(),
  overWarning: z.int(),
  overCritical: z.int(),
  maxMs: quantile,
  p50Ms: quantile,
  p95Ms: quantile,
  p99Ms: quantile,
});

export const operationSummarySchema = z.object({
  key: operationKeySchema,
  figures: figuresSchema,
  /** 30 equal steps of the window. */
  trend: z.array(z.object({ ratePerSecond: z.number(), p95Ms: quantile })),
});

export const executionSchema = z.object({
  traceId: z.string(),
  spanId: z.string(),
  endedAt: time,
  durationMs: milliseconds,
  level: z.enum(["ok", "warning", "critical"]),
  failed: z.boolean(),
  error: z.string().nullable(),
  rows: z.int().nullable(),
  operation: operationKeySchema,
  /** Statement of this span, or of the slowest database span below it. */
  statement: z.string().nullable(),
});

export const thresholdsSchema = z.object({ warningMs: z.number(), criticalMs: z.number() });

export const operationListSchema = z.object({
  window: windowSchema,
  items: z.array(operationSummarySchema),
  total: z.int(),
  next: z.string().nullable().describe("Cursor of the next page"),
  facets: z.object({
    services: z.array(z.string()),
    classifications: z.array(z.string()),
    databases: z.array(z.string()),
  }),
});

export const operationDetailSchema = z.object({
  window: windowSchema,
  key: operationKeySchema,
  thresholds: thresholdsSchema,
  figures: figuresSchema,
  stepSeconds: z.number(),
  points: z.array(pointSchema),
  /** Slowest first, up to 50: the dots of the chart and the table. */
  executions: z.array(executionSchema),
  statements: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      count: z.int(),
      averageMs: milliseconds,
      maxMs: milliseconds,
    }),
  ),
  /** Since when statements are counted: the last 5 minutes, and no further back than all spans are kept. */
  statementsFrom: time.optional(),
});

export const executionListSchema = z.object({
  window: windowSchema,
  items: z.array(executionSchema),
  next: z.string().nullable(),
});

export type OperationKey = z.infer<typeof operationKeySchema>;
export type Figures = z.infer<typeof figuresSchema>;
export type Point = z.infer<typeof pointSchema>;
export type OperationSummary = z.infer<typeof operationSummarySchema>;
export type OperationList = z.infer<typeof operationListSchema>;
export type OperationDetail = z.infer<typeof operationDetailSchema>;
export type Execution = z.infer<typeof executionSchema>;
export type ExecutionList = z.infer<typeof executionListSchema>;

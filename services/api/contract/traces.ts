import { z } from "zod";
import { operationKeySchema } from "./operations.ts";
import { time, milliseconds } from "./parts.ts";

export const traceSpanSchema = z.object({
  spanId: z.string(),
  parentSpanId: z.string().nullable(),
  depth: z.int(),
  service: z.string(),
  name: z.string(),
  kind: z.enum(["internal", "server", "client", "producer", "consumer"]),
  offsetMs: z.number(),
  durationMs: milliseconds,
  selfMs: milliseconds,
  failed: z.boolean(),
  error: z.string().nullable(),
  level: z.enum(["ok", "warning", "critical"]),
  operation: operationKeySchema.nullable(),
  statement: z.string().nullable(),
  rows: z.int().nullable(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

export const traceSchema = z.object({
  traceId: z.string(),
  startedAt: time,
  durationMs: milliseconds,
  services: z.array(z.string()),
  /** False when a parent is missing: the duration is then of what is known. */
  complete: z.boolean(),
  /** In the order of the waterfall: parents before children, by start. */
  spans: z.array(traceSpanSchema),
});

export type Trace = z.infer<typeof traceSchema>;
export type TraceSpan = z.infer<typeof traceSpanSchema>;

import { z } from "zod";
import { time, milliseconds, quantile, windowSchema } from "./parts.ts";

export const requestSchema = z.object({
  endedAt: time,
  traceId: z.string(),
  spanId: z.string(),
  service: z.string(),
  method: z.string(),
  route: z.string(),
  status: z.int().nullable(),
  durationMs: milliseconds,
  clientAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  failed: z.boolean(),
});

export const requestListSchema = z.object({
  window: windowSchema,
  items: z.array(requestSchema),
  next: z.string().nullable(),
  routes: z.array(
    z.object({
      service: z.string(),
      method: z.string(),
      route: z.string(),
      count: z.int(),
      errors: z.int(),
      p50Ms: quantile,
      p95Ms: quantile,
      maxMs: quantile,
    }),
  ),
  /** Since when `routes` are counted: of older requests only slow, failed and exemplary ones are kept. */
  routesFrom: time.optional(),
});

export type Request = z.infer<typeof requestSchema>;
export type RequestList = z.infer<typeof requestListSchema>;

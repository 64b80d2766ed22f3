import { z } from "zod";
import { operationKeySchema, figuresSchema, pointSchema, executionSchema } from "./operations.ts";
import { windowSchema } from "./parts.ts";
import { serviceSchema } from "./services.ts";

export const overviewSchema = z.object({
  window: windowSchema,
  figures: figuresSchema,
  /** The same figures over the window before this one. */
  before: figuresSchema,
  stepSeconds: z.number(),
  points: z.array(pointSchema),
  /** Mean number of operations in flight per step, by operation, largest five and the rest. */
  load: z.array(z.object({ key: operationKeySchema.nullable(), values: z.array(z.number()) })),
  slowest: z.array(executionSchema),
  services: z.array(serviceSchema),
  pools: z.array(
    z.object({
      service: z.string(),
      pool: z.string(),
      database: z.string(),
      active: z.number(),
      idle: z.number(),
      waiting: z.number(),
      max: z.number().nullable(),
    }),
  ),
  caches: z.array(
    z.object({
      service: z.string(),
      cache: z.string(),
      tier: z.string(),
      hits: z.number(),
      misses: z.number(),
      hitRatio: z.number().nullable(),
    }),
  ),
  health: z.array(
    z.object({
      kind: z.enum(["service", "datasource"]),
      service: z.string(),
      name: z.string(),
      up: z.boolean(),
    }),
  ),
  /** What the sample platform says of itself; null when it does not run. */
  sample: z.object({ description: z.string(), descriptionZh: z.string() }).nullable(),
});

export type Overview = z.infer<typeof overviewSchema>;

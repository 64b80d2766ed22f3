import { z } from "zod";
import { figuresSchema } from "./operations.ts";
import { time, windowSchema } from "./parts.ts";

export const serviceSchema = z.object({
  service: z.string(),
  instances: z.int(),
  language: z.string().nullable(),
  lastSeenAt: time,
  state: z.enum(["live", "silent"]),
  figures: figuresSchema,
});

export const serviceListSchema = z.object({ window: windowSchema, items: z.array(serviceSchema) });

export type Service = z.infer<typeof serviceSchema>;
export type ServiceList = z.infer<typeof serviceListSchema>;

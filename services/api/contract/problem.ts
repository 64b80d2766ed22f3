import { z } from "zod";

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  field: z.string().optional(),
  allowed: z.array(z.string()).optional(),
  remedy: z.string().optional(),
});

export type Problem = z.infer<typeof problemSchema>;

import { z } from "zod";
import { time } from "./parts.ts";

export const auditListSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      at: time,
      actor: z.string(),
      action: z.string(),
      subject: z.string(),
      before: z.unknown(),
      after: z.unknown(),
    }),
  ),
  next: z.string().nullable(),
});

export type AuditList = z.infer<typeof auditListSchema>;

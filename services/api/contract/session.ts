import { z } from "zod";

export const sessionSchema = z.object({
  name: z.string(),
  role: z.enum(["viewer", "operator", "admin"]),
  version: z.string(),
  otlpEndpoint: z.string(),
});

export type Session = z.infer<typeof sessionSchema>;

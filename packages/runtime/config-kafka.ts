import { z } from "zod";

export const kafka = z
  .strictObject({
    brokers: z
      .array(z.string().regex(/^[^\s,/]+:\d+$/, "host:port"))
      .min(1)
      .describe("Where the cluster is met first."),
    tls: z
      .union([
        z.boolean(),
        z.strictObject({
          caFile: z.string().optional().describe("Authority that signed the brokers' certificates."),
          certFile: z.string().optional().describe("Our certificate, where brokers ask for one."),
          keyFile: z.string().optional().describe("Its key."),
        }),
      ])
      .default(false),
    sasl: z
      .strictObject({
        mechanism: z.enum(["plain", "scram-sha-256", "scram-sha-512"]),
        username: z.string().min(1),
        password: z.string().optional(),
        passwordFile: z.string().optional().describe("File that holds the password."),
      })
      .refine(({ password }) => password !== undefined, "needs password or passwordFile")
      .optional(),
    topicPrefix: z
      .string()
      .default("")
      .describe("Before the name of every topic, where a cluster is shared."),
  })
  .describe("Without it one process holds every role and the bus is in its memory.");

import { z } from "zod";
import { milliseconds } from "./config-units.ts";

export const quality = z
  .strictObject({
    contracts: z
      .array(z.string())
      .default([])
      .describe("Contracts (*.odcs.yaml): files, folders, or patterns with * for any characters."),
    servers: z
      .record(
        z.string(),
        z.strictObject({
          databaseUrl: z
            .string()
            .optional()
            .describe(
              "PostgreSQL with a role that may read the datasets, or http://user:password@host:6041 of TDengine.",
            ),
          databaseUrlFile: z.string().optional().describe("File that holds databaseUrl."),
        }),
      )
      .default({})
      .describe("Databases that are judged, by the name a contract's servers have."),
    statementTimeoutMs: milliseconds
      .default(30_000)
      .describe("A statement on a dataset that takes longer is an error of its checks."),
    connections: z.int().min(1).max(100).default(4).describe("To one database at once, at most."),
    report: z
      .strictObject({
        cron: z.string().default("0 17 * * *").describe("When the report is made."),
        timeZone: z
          .string()
          .default("Asia/Shanghai")
          .describe("IANA name of the zone that cron is meant in."),
        days: z.int().min(1).max(366).default(7).describe("How many days it looks back, today included."),
      })
      .prefault({})
      .describe("The report on all datasets that is made by schedule."),
  })
  .describe("What the quality role judges.");

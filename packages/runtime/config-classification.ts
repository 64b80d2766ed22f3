import { z } from "zod";
import { milliseconds } from "./config-units.ts";

export const thresholds = z.strictObject({
  warningMs: milliseconds.default(2000).describe("An operation from this duration on is slow (WARNING)."),
  criticalMs: milliseconds.default(5000).describe("An operation over this duration is CRITICAL."),
});

// Not thresholds.partial(): its defaults would fill what a class leaves to the general thresholds.
const ownThresholds = z.strictObject({
  warningMs: milliseconds.optional(),
  criticalMs: milliseconds.optional(),
});

export const classification = z
  .strictObject({
    aliases: z.array(z.string()).default([]).describe("Other spellings that mean this class."),
    tables: z.array(z.string()).default([]).describe("Tables that hold it; * stands for any characters."),
    thresholds: ownThresholds.default({}).describe("Where this class differs from the general thresholds."),
  })
  .describe("A class of data.");

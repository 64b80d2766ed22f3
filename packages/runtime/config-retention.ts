import { z } from "zod";
import { duration } from "./config-units.ts";

export const retention = z.strictObject({
  spans: duration.default("24h"),
  keptTraces: duration.default("30d").describe("Whole traces with a slow, failed or exemplar span."),
  pulses1s: duration.default("6h"),
  pulses1m: duration.default("14d"),
  pulses1h: duration.default("365d"),
  pulses1d: duration.default("1825d"),
  logEvents: duration.default("30d"),
  alerts: duration
    .default("365d")
    .describe(
      "Alerts from their end on, with their history and what was told of them; audits, ended silences.",
    ),
});

import { z } from "zod";

export const limits = z.strictObject({
  operations: z.int().positive().default(2000).describe("Operations kept apart; the rest is one."),
  operationsPerService: z.int().positive().default(500),
  operationsPerNamespace: z
    .int()
    .positive()
    .default(1000)
    .describe("Of one name space (k8s.namespace.name, else service.namespace)."),
  seriesPerNamespace: z
    .int()
    .positive()
    .default(10_000)
    .describe("Living metric series of one name space in one recorder, which keeps 20,000."),
  spansPerSecondPerNamespace: z
    .int()
    .positive()
    .default(20_000)
    .describe(
      "Spans of one name space that one recorder stores of each second, by their end; a tenth more of what failed or is slow.",
    ),
  bodyMiB: z.int().positive().default(8).describe("Largest telemetry request."),
});

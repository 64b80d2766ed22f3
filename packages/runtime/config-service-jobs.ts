import { z } from "zod";
import { duration } from "./config-units.ts";

/** As packages/schedule has it. Whether cron, zone and calendar are ones is seen where the calendars are. */
const schedule = z
  .strictObject({
    cron: z.string().optional().describe('Five or six fields, such as "0 2 * * *".'),
    timeZone: z
      .string()
      .optional()
      .describe("IANA name of the zone that cron is meant in; Asia/Shanghai when left out."),
    at: z
      .enum(["open", "close"])
      .optional()
      .describe("Instead of cron: the first open or the last close of each trading day."),
    afterMinutes: z
      .int()
      .optional()
      .describe("So many minutes after it, less than 0: before; 0 when left out."),
    calendar: z
      .string()
      .optional()
      .describe("Exchange by its code, such as XSHG; cron runs on its trading days only."),
    days: z
      .enum(["all", "first_of_month", "last_of_month"])
      .optional()
      .describe("Of the trading days all, or the first or the last one of each month."),
  })
  .superRefine(({ cron, timeZone, at, afterMinutes, calendar }, context) => {
    const refuse = (key: string, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    if ((cron === undefined) === (at === undefined))
      refuse("cron", "either cron, such as 0 2 * * *, or at: open or close");
    else if (at !== undefined) {
      if (calendar === undefined)
        refuse("calendar", "at needs the exchange that opens or closes, such as XSHG");
      if (timeZone !== undefined)
        refuse("timeZone", "goes with cron; at goes by its exchange's zone, so leave it out");
    } else if (afterMinutes !== undefined)
      refuse("afterMinutes", "goes with at: open or close; cron has its minutes itself");
  });

const serviceJob = z
  .strictObject({
    name: z
      .string()
      .regex(
        /^[A-Za-z0-9][\w:.-]{0,99}$/,
        "up to 100 letters, digits, and _ : . - in it, such as cache_prewarm:market-data",
      )
      .describe("Its history goes by it; kind:service, such as cache_prewarm:market-data."),
    url: z
      .url({ protocol: /^https?$/, error: "an address of http:// or https://" })
      .refine(
        (url) => !URL.canParse(url) || new URL(url).username === "",
        "without user and password: set token or tokenFile",
      )
      .describe("What is called by POST, without a body. A redirect is a failure."),
    schedule,
    timeout: duration.default("60s").describe("A run that takes longer is broken off and has failed."),
    retries: z
      .strictObject({
        times: z.int().min(1).max(10).default(2),
        after: duration.default("30s").describe("So long after the failure."),
      })
      .optional()
      .describe("How often a failed run is tried again; never when left out."),
    token: z.string().min(1).optional().describe("Bearer token that the service asks for."),
    tokenFile: z.string().optional().describe("File that holds the token."),
  })
  .describe("A call of a service by plan, of which the ledger of jobs tells.");

export const serviceJobs = z.array(serviceJob).superRefine((all, context) => {
  const names = all.map(({ name }) => name);
  all.forEach(({ name }, at) => {
    if (names.indexOf(name) !== at)
      context.addIssue({ code: "custom", path: [at, "name"], message: `${name} stands twice; rename one` });
  });
});

export type ServiceJob = z.infer<typeof serviceJob>;

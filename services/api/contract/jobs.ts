// What the API answers of jobs.
import { CAUSE_CODES } from "@mystocks/schedule/causes";
import { JOB_STATES } from "@mystocks/schedule/states";
import { z } from "zod";
import { time } from "./parts.ts";

const milliseconds = z.number();

const tradingDays = z.enum(["all", "first_of_month", "last_of_month"]).optional();

export const jobScheduleSchema = z.union([
  z.object({ everySeconds: z.number().describe("The multiples of it in Unix time") }),
  z.object({
    cron: z.string(),
    timeZone: z.string(),
    calendar: z.string().optional().describe("Only on trading days of this exchange"),
    days: tradingDays,
  }),
  z.object({
    at: z.enum(["open", "close"]),
    afterMinutes: z.number().describe("Less than 0: before"),
    calendar: z.string(),
    days: tradingDays,
  }),
]);

const cause = {
  cause: z.string().nullable().describe("Why it did not run or did not succeed"),
  because: z
    .object({ code: z.enum(CAUSE_CODES), params: z.record(z.string(), z.string()) })
    .nullable()
    .describe("The same for those who say it in their own language; null: words of the job itself"),
};

export const jobInstantSchema = z.object({
  at: time,
  calendar: z.enum(["open", "closed", "unknown"]).describe("Whether the calendar lets it run"),
  ...cause,
});

export const jobRunSchema = z.object({
  planned: time,
  fate: z.enum(JOB_STATES),
  ...cause,
  owner: z.string().nullable(),
  attempt: z.int().describe("0: it never ran"),
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  durationMs: milliseconds.nullable(),
  latenessMs: milliseconds.nullable().describe("From the planned instant to the first start"),
  askedBy: z.string().nullable().describe("Who asked for it; null: it was planned"),
  askedWhy: z.string().nullable(),
  retryAt: time.nullable().describe("When it is tried again"),
  figures: z.record(z.string(), z.number()).nullable().describe("What it says of its work"),
});

export const jobSchema = z.object({
  name: z.string(),
  role: z.string().nullable().describe("Whose processes run it"),
  schedule: jobScheduleSchema,
  policy: z.object({
    timeoutMs: milliseconds.nullable(),
    catchUp: z.enum(["none", "last", "all"]).nullable(),
    catchUpSeconds: z.number().nullable().describe("How old an instant may be that is caught up on"),
    overlap: z.enum(["skip", "queue", "cancel"]).nullable(),
    retries: z.object({ times: z.int(), afterMs: milliseconds }).nullable(),
  }),
  paused: z.object({ at: time, by: z.string(), reason: z.string() }).nullable(),
  requestedAt: time.nullable().describe("Somebody asked for a run that has not begun"),
  /** Newest first, up to 30, those that go on too. */
  recent: z.array(jobRunSchema),
  /** The newest one that tells whether the job is well. */
  last: z.object({ fate: z.enum(JOB_STATES), planned: time }).nullable(),
  lastSuccessAt: time.nullable(),
  /** By when it must have succeeded again; null while it is paused or nobody knows. */
  successDueAt: time.nullable(),
  isSilent: z.boolean().describe("successDueAt is over"),
  next: jobInstantSchema.nullable().describe("The next instant, also one on which it will not run"),
});

export const jobListSchema = z.object({ now: time, items: z.array(jobSchema) });

export const jobDetailSchema = z.object({
  now: time,
  job: jobSchema,
  /** Up to 5. */
  upcoming: z.array(jobInstantSchema),
  counts: z.array(z.object({ fate: z.enum(JOB_STATES), runs: z.int() })).describe("Since the job is known"),
});

export const jobRunListSchema = z.object({ items: z.array(jobRunSchema), next: z.string().nullable() });

export const jobRequestSchema = z.object({ planned: time.describe("The instant by which the run goes") });

export type Job = z.infer<typeof jobSchema>;
export type JobSchedule = z.infer<typeof jobScheduleSchema>;
export type JobInstant = z.infer<typeof jobInstantSchema>;
export type JobRun = z.infer<typeof jobRunSchema>;
export type JobList = z.infer<typeof jobListSchema>;
export type JobDetail = z.infer<typeof jobDetailSchema>;
export type JobRunList = z.infer<typeof jobRunListSchema>;

import { calendarBook } from "@mystocks/calendar";
import { defineRoute, MonitorError, readCursor, writeCursor, type Route } from "@mystocks/runtime";
import {
  JOB_STATES,
  knownInstants,
  listNewestRuns,
  listRuns,
  pauseJob,
  readBoard,
  requestRun,
  resumeJob,
  type JobStanding,
} from "@mystocks/schedule";
import { z } from "zod";
import { jobDetailSchema, jobListSchema, jobRequestSchema, jobRunListSchema, type Job } from "../contract.ts";
import { shownJob, shownRun, shownUpcoming } from "../jobs/shown-job.ts";
import type { RouteParts } from "../parts.ts";
import { cursorQuery, limitQuery } from "./parameters.ts";

const RECENT = 30;
const UPCOMING = 5;

const nothing = z.strictObject({});
const params = z.strictObject({
  name: z.string().min(1).max(200).describe("The name of a job in /jobs, its slashes as %2F"),
});
const body = z.strictObject({
  why: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .describe("The reason, 1 to 500 characters: it stays in the ledger and the audit log"),
});
const runsQuery = z.strictObject({
  fate: z.enum(JOB_STATES).optional(),
  limit: limitQuery,
  cursor: cursorQuery,
});
const position = z.strictObject({ before: z.iso.datetime() });

/** Where jobs stand and what became of their instants; run now, pause and resume. */
export function jobRoutes({
  pool,
  calendars: book = calendarBook(),
}: Pick<RouteParts, "pool" | "calendars">): Route[] {
  const calendars = book.open;

  async function shown(name?: string): Promise<{ now: Date; jobs: { standing: JobStanding; job: Job }[] }> {
    const { now, jobs } = await readBoard(pool, name === undefined ? {} : { job: name });
    const names = jobs.map(({ job }) => job);
    const recent = Map.groupBy(await listNewestRuns(pool, names, RECENT), ({ job }) => job);
    return {
      now,
      jobs: jobs.map((standing) => {
        const next = knownInstants(standing, calendars);
        const job = shownJob({ standing, recent: recent.get(standing.job) ?? [], next, now });
        return { standing, job };
      }),
    };
  }

  async function found(name: string) {
    const { now, jobs } = await shown(name);
    if (jobs[0] !== undefined) return { now, ...jobs[0] };
    throw new MonitorError("NOT_FOUND", `There is no job "${name}".`, {
      field: "name",
      remedy: "/api/v1/jobs lists them.",
    });
  }

  return [
    defineRoute({
      method: "get",
      path: "/jobs",
      summary: "Every job: its next instant, how the newest ones ended, pauses, and when a success is due",
      needs: "viewer",
      params: nothing,
      query: nothing,
      answer: jobListSchema,
      async run() {
        const { now, jobs } = await shown();
        return { now: now.toISOString(), items: jobs.map(({ job }) => job) };
      },
    }),
    defineRoute({
      method: "get",
      path: "/jobs/{name}",
      summary: "One job with its next five instants and how often its instants came to each end",
      needs: "viewer",
      params,
      query: nothing,
      answer: jobDetailSchema,
      async run({ params: { name } }) {
        const { now, standing, job } = await found(name);
        return {
          now: now.toISOString(),
          job,
          upcoming: shownUpcoming(knownInstants(standing, calendars), now, UPCOMING),
          counts: standing.tallies.map(({ state, runs }) => ({ fate: state, runs })),
        };
      },
    }),
    defineRoute({
      method: "get",
      path: "/jobs/{name}/runs",
      summary:
        "The ledger of one job: one row a planned instant with what became of it and why, newest first",
      needs: "viewer",
      params,
      query: runsQuery,
      answer: jobRunListSchema,
      async run({ params: { name }, query }) {
        const { fate, limit, cursor } = query;
        const before =
          cursor === undefined ? {} : { before: new Date(readCursor(cursor, query, position).before) };
        const rows = await listRuns(pool, {
          job: name,
          limit: limit + 1,
          ...(fate !== undefined && { state: fate }),
          ...before,
        });
        const page = rows.slice(0, limit);
        const last = rows.length > limit ? page.at(-1) : undefined;
        return {
          items: page.map(shownRun),
          next: last === undefined ? null : writeCursor({ before: last.planned.toISOString() }, query),
        };
      },
    }),
    defineRoute({
      method: "post",
      path: "/jobs/{name}/run",
      summary: "Run a job now, beside its planned instants; its overlap policy holds",
      needs: "operator",
      params,
      query: nothing,
      body,
      answer: jobRequestSchema,
      async run({ params: { name }, body: { why }, principal }) {
        const planned = await requestRun(pool, { job: name, by: principal!.name, why });
        return { planned: planned.toISOString() };
      },
    }),
    change("pause", "Pause a job: its instants are skipped with who and why until it is resumed", pauseJob),
    change("resume", "Let a paused job run again at its planned instants", resumeJob),
  ];

  function change(verb: string, summary: string, run: typeof pauseJob): Route {
    return defineRoute({
      method: "post",
      path: `/jobs/{name}/${verb}`,
      summary,
      needs: "operator",
      params,
      query: nothing,
      body,
      answer: z.undefined(),
      async run({ params: { name }, body: { why }, principal }) {
        await run(pool, { job: name, by: principal!.name, why });
        return undefined;
      },
    });
  }
}

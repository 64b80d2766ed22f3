import { userInfo } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { loadConfig, MonitorError } from "@mystocks/runtime";
import {
  listRuns,
  pauseJob,
  readBoard,
  requestRun,
  resumeJob,
  type JobStanding,
  type OpenCalendar,
  type Run,
} from "@mystocks/schedule";
import type pg from "pg";
import { readCalendars } from "../roles/read-calendars.ts";
import { withStore } from "./command-store.ts";
import { jobsText, jobText, runText } from "./jobs-text.ts";

const ACTIONS = ["list", "show", "run", "pause", "resume"] as const;
const SHOWN_RUNS = 20;
const LOOK_MS = 250;

interface Request {
  action: (typeof ACTIONS)[number];
  job: string | undefined;
  why: string | undefined;
  limit: number;
  isAwaited: boolean;
  isJson: boolean;
}

/** Shows jobs and their ledgers, runs one now, pauses and resumes. Exit code 1: the run that was waited for failed. */
export async function runJobs(args: readonly string[]): Promise<number> {
  const request = readRequest(args);
  const config = await loadConfig(undefined, process.env);
  const { open } = await readCalendars(config);
  return withStore(config, "jobs", (pool) => serve(pool, request, open));
}

async function serve(pool: pg.Pool, request: Request, calendars: OpenCalendar): Promise<number> {
  const { action, isJson } = request;
  if (action === "list") {
    const { now, jobs } = await readBoard(pool);
    console.log(isJson ? JSON.stringify(jobs, null, 2) : jobsText(jobs, { now, calendars }));
    return 0;
  }
  const job = request.job!;
  if (action === "show") {
    const { now, standing } = await find(pool, job);
    const runs = await listRuns(pool, { job, limit: request.limit });
    console.log(
      isJson ? JSON.stringify({ ...standing, runs }, null, 2) : jobText(standing, runs, { now, calendars }),
    );
    return 0;
  }
  const asked = { job, by: `${userInfo().username} (command line)`, why: request.why! };
  if (action === "run") return run(pool, asked, request.isAwaited);
  await (action === "pause" ? pauseJob : resumeJob)(pool, asked);
  console.log(`${job} is ${action === "pause" ? "paused" : "resumed"}.`);
  return 0;
}

async function find(pool: pg.Pool, job: string): Promise<{ now: Date; standing: JobStanding }> {
  const { now, jobs } = await readBoard(pool, { job });
  if (jobs[0] !== undefined) return { now, standing: jobs[0] };
  throw new MonitorError("NOT_FOUND", `There is no job "${job}".`, { remedy: "mystocks-monitor jobs list" });
}

async function run(
  pool: pg.Pool,
  asked: { job: string; by: string; why: string },
  isAwaited: boolean,
): Promise<number> {
  const planned = await requestRun(pool, asked);
  if (!isAwaited) {
    console.log(`${asked.job} is to run now, as the run of ${planned.toISOString()}.`);
    return 0;
  }
  for (;;) {
    const ended = await endedRun(pool, asked.job, planned);
    if (ended !== undefined) {
      console.log(runText(ended));
      return ended.state === "ok" ? 0 : 1;
    }
    await delay(LOOK_MS);
  }
}

async function endedRun(pool: pg.Pool, job: string, planned: Date): Promise<Run | undefined> {
  const before = new Date(planned.getTime() + 1);
  const [newest] = await listRuns(pool, { job, before, limit: 1 });
  return newest?.state === "running" || newest?.state === "requested" ? undefined : newest;
}

function readRequest(args: readonly string[]): Request {
  const { values, positionals } = parse(args);
  const [given, job, ...rest] = positionals;
  const action = ACTIONS.find((one) => one === given);
  const limit = Number(values.limit);
  if (action === undefined || rest.length > 0 || (job === undefined) !== (action === "list")) throw usage();
  if (!Number.isInteger(limit) || limit < 1)
    throw new MonitorError("USAGE", `--limit ${values.limit} is no number of runs`);
  const isChange = action !== "list" && action !== "show";
  if (isChange && (values.why ?? "").trim() === "")
    throw new MonitorError(
      "USAGE",
      `jobs ${action} takes --why: the reason stays in the ledger and the audit log`,
    );
  return { action, job, why: values.why, limit, isAwaited: values.wait, isJson: values.json };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        why: { type: "string" },
        wait: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        limit: { type: "string", default: String(SHOWN_RUNS) },
      },
    });
  } catch (cause) {
    throw usage(cause);
  }
}

const usage = (cause?: unknown) =>
  new MonitorError(
    "USAGE",
    'jobs takes "list", "show JOB [--limit N]", "run JOB --why TEXT [--wait]", "pause JOB --why TEXT" or "resume JOB --why TEXT"',
    { cause },
  );

import {
  knownInstants,
  lastTelling,
  successDue,
  upcoming,
  type JobStanding,
  type OpenCalendar,
  type Run,
} from "@mystocks/schedule";

interface Now {
  now: Date;
  calendars: OpenCalendar;
}

const UPCOMING = 5;
const NOTHING = "–";

/** One line a job. */
export function jobsText(jobs: readonly JobStanding[], { now, calendars }: Now): string {
  if (jobs.length === 0) return "There are no jobs: no role that has some has started on this store.";
  const rows = jobs.map((job) => {
    const [next] = upcoming(knownInstants(job, calendars), now, 1);
    return [
      job.job,
      stateOf(job, { now, calendars }),
      lastOf(job),
      next === undefined ? NOTHING : shown(next.at),
    ];
  });
  return table([["JOB", "STATE", "LAST", "NEXT"], ...rows]);
}

/** A job, its next instants and its newest runs. */
export function jobText(job: JobStanding, runs: readonly Run[], { now, calendars }: Now): string {
  const { paused, role, schedule, policy } = job;
  const next = upcoming(knownInstants(job, calendars), now, UPCOMING);
  return [
    `${job.job}: ${stateOf(job, { now, calendars })}`,
    ...(paused === null ? [] : [`  paused by ${paused.by} at ${shown(paused.at)}: ${paused.reason}`]),
    `  role ${role ?? NOTHING}, schedule ${JSON.stringify(schedule)}, ${JSON.stringify(policy)}`,
    `  next ${next.map((one) => (one.calendar === "open" ? shown(one.at) : `${shown(one.at)} (${one.calendar})`)).join(", ") || NOTHING}`,
    "",
    ...runs.map(runText),
  ].join("\n");
}

export function runText(run: Run): string {
  const { planned, state, attempt, latenessMs, askedBy, askedWhy, cause } = run;
  const asked = askedBy === null ? "" : ` asked for by ${askedBy}: ${askedWhy}`;
  const late = latenessMs === null ? "" : ` ${Math.round(latenessMs)} ms late`;
  const again = attempt > 1 ? ` attempt ${attempt}` : "";
  const figures = Object.entries(run.figures ?? {}).map(([name, value]) => ` ${name}=${value}`);
  return `${shown(planned)} ${state}${late}${again}${figures.join("")}${asked}${cause === null ? "" : ` (${cause})`}`;
}

function stateOf(job: JobStanding, { now, calendars }: Now): string {
  if (job.paused !== null) return "paused";
  if (job.running !== null) return "running";
  if (job.requested !== null) return "requested";
  const due = successDue(job, knownInstants(job, calendars));
  return due !== undefined && due < now ? "silent" : "waiting";
}

function lastOf(job: JobStanding): string {
  const last = lastTelling(job);
  return last === undefined ? NOTHING : `${last.state} ${shown(last.lastPlanned)}`;
}

const shown = (at: Date) => at.toISOString();

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

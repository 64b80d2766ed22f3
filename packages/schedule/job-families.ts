import type { MetricFamily, MetricSample } from "@mystocks/runtime";
import { lastTelling, tallyOf, type JobStanding } from "./board.ts";
import { nextOpen, successDue } from "./due.ts";
import type { NextInstant } from "./instants.ts";
import { TELLING_STATES } from "./states.ts";

/** How a job stands that is known, and its instants as of now. */
export interface PlannedJob {
  standing: JobStanding;
  next: NextInstant;
}

type Measure = (job: PlannedJob, now: Date) => number | null | undefined;

const GAUGES: Record<string, { help: string; measure: Measure }> = {
  mystocks_job_last_fate: {
    help: `How the newest instant ended that tells whether the job is well: ${TELLING_STATES.map((state, code) => `${code} ${state}`).join(", ")}.`,
    measure({ standing }) {
      const last = lastTelling(standing);
      return last && (TELLING_STATES as readonly string[]).indexOf(last.state);
    },
  },
  mystocks_job_last_success_timestamp_seconds: {
    help: "When the job last succeeded.",
    measure: ({ standing }) => seconds(tallyOf(standing, "ok")?.lastAt),
  },
  mystocks_job_success_due_timestamp_seconds: {
    help: "When the job must have succeeded again, by its own plan and the longest a run may take; none while it is paused.",
    measure: ({ standing, next }) => seconds(successDue(standing, next)),
  },
  mystocks_job_next_planned_timestamp_seconds: {
    help: "The next instant on which the job may run; none where nobody knows whether its exchange is open.",
    measure: ({ next }, now) => seconds(nextOpen(next, now)?.at),
  },
  mystocks_job_last_lateness_seconds: {
    help: "From the planned instant to the first start, of the newest run that succeeded.",
    measure: ({ standing }) => tallyOf(standing, "ok")?.lastLatenessSeconds,
  },
  mystocks_job_last_duration_seconds: {
    help: "How long the newest run took that succeeded.",
    measure: ({ standing }) => tallyOf(standing, "ok")?.lastSeconds,
  },
  mystocks_job_running: {
    help: "1 while a run goes on or waits to be tried again, else 0.",
    measure: ({ standing: { running } }) => (running === null ? 0 : 1),
  },
  mystocks_job_paused: {
    help: "1 while somebody has paused the job, else 0.",
    measure: ({ standing: { paused } }) => (paused === null ? 0 : 1),
  },
};

/** Where jobs stand, as the store has it: the same in every process that tells it, so read them with `max by (job_name)`. */
export function jobFamilies(jobs: readonly PlannedJob[], now: Date): MetricFamily[] {
  const runs = jobs.flatMap(({ standing: { job, tallies } }) =>
    tallies.map(({ state, runs }): MetricSample => ({ labels: { job_name: job, fate: state }, value: runs })),
  );
  return [
    {
      name: "mystocks_job_runs_total",
      type: "counter",
      help: "Planned instants by what became of them.",
      samples: runs,
    },
    ...Object.entries(GAUGES).map(([name, { help, measure }]): MetricFamily => ({
      name,
      type: "gauge",
      help,
      samples: jobs.flatMap((one) => {
        const value = measure(one, now);
        return value === null || value === undefined
          ? []
          : [{ labels: { job_name: one.standing.job }, value }];
      }),
    })),
  ];
}

const seconds = (at: Date | undefined) => at && at.getTime() / 1000;

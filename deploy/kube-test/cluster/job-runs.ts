import { ask } from "./api.ts";
import { RELEASE, until, type Space } from "./space.ts";

/** As the api shows it, as far as one looks into it. */
export interface Run {
  planned: string;
  fate: string;
  cause: string | null;
  figures: Record<string, number> | null;
  askedBy: string | null;
}

/** Asked for by the api; the run once it has ended. */
export async function runByApi(space: Space, job: string): Promise<Run> {
  const path = `/jobs/${encodeURIComponent(job)}/run`;
  const { planned } = await ask<{ planned: string }>(space, "POST", path, { why: "to see it" });
  await until(`the end of ${job}`, 90, () => {
    const ended = `SELECT count(*) FROM jobs.run WHERE job = '${job}' AND planned = '${planned}' AND finished_at IS NOT NULL`;
    return space.sql(ended) === "1" ? true : undefined;
  });
  return newestRun(space, job);
}

/** Asked for by the command, which waits for its end. */
export const runByCommand = (space: Space, job: string) =>
  monitor(space, "jobs", "run", job, "--why", "to see it", "--wait");

export async function newestRun(space: Space, job: string): Promise<Run> {
  const { items } = await ask<{ items: Run[] }>(
    space,
    "GET",
    `/jobs/${encodeURIComponent(job)}/runs?limit=1`,
  );
  const [newest] = items;
  if (newest?.askedBy == null) throw new Error(`the newest run of ${job} is not the one that was asked for`);
  return newest;
}

export const shown = (job: string, { fate, cause, figures }: Run) =>
  `${job} is ${fate} ${cause === null ? JSON.stringify(figures) : `(${cause})`}`;

/** The command of the image, as an operator runs it. */
export function monitor(space: Space, ...args: readonly string[]) {
  return space.try("exec", `deployment/${RELEASE}-api`, "--", "mystocks-monitor", ...args);
}

import type { NextInstant } from "./instants.ts";
import type { StoredJob } from "./job-rows.ts";

/** How often a scheduler looks although it knows of nothing that is due: for lost owners and for what people ask. */
export const LOOK_MS = 2000;

/**
 * Milliseconds from `now` to the next look: to the nearest planned instant, or LOOK_MS. A millisecond more, since
 * PostgreSQL's clock, of which `now` is, cuts off below it.
 */
export function untilNextLook(
  jobs: readonly (Pick<StoredJob, "decidedUntil"> & { next: NextInstant })[],
  now: Date,
): number {
  const instants = jobs.map(({ next, decidedUntil }) => next(decidedUntil > now ? decidedUntil : now));
  const waits = instants.map((instant) => (instant ? instant.at.getTime() - now.getTime() + 1 : LOOK_MS));
  return Math.min(LOOK_MS, ...waits);
}

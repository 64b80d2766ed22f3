import { tallyOf, type JobStanding } from "./board.ts";
import type { Instant, NextInstant } from "./instants.ts";

/** After a run's longest possible time: for the look that finds it, a lost owner and the store. */
const SLACK_MS = 60_000;
/** A whole day off is passed by in one step, so that this is more than any calendar needs. */
const MOST_LOOKED = 400;

/**
 * By when the job must have succeeded again, by its own plan: its next instant after the newest success, and the time
 * that a run with all its retries may take. undefined: it is paused, or no instant is known on which it may run.
 */
export function successDue(standing: JobStanding, next: NextInstant): Date | undefined {
  const { paused, policy, firstSeen, resumedAt } = standing;
  if (paused !== null) return undefined;
  const since = [tallyOf(standing, "ok")?.lastAt, firstSeen, resumedAt].map((at) => at?.getTime() ?? 0);
  const instant = nextOpen(next, new Date(Math.max(...since)));
  if (instant === undefined) return undefined;
  const { timeoutMs = 0, retries } = policy;
  const longestMs = timeoutMs + (retries === undefined ? 0 : retries.times * (retries.afterMs + timeoutMs));
  return new Date(instant.at.getTime() + longestMs + SLACK_MS);
}

/** The first instant after a time on which the calendar lets the job run; undefined where its days are not known. */
export function nextOpen(next: NextInstant, after: Date): Instant | undefined {
  let instant = next(after);
  for (let looked = 0; instant !== undefined && looked < MOST_LOOKED; looked++) {
    if (instant.calendar === "open") return instant;
    if (instant.calendar === "unknown") return undefined;
    const { at, reopens = at } = instant;
    instant = next(reopens > at ? new Date(reopens.getTime() - 1) : at);
  }
  return undefined;
}

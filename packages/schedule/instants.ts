import { Cron } from "croner";
import { MonitorError } from "@mystocks/runtime";
import type { Schedule } from "./definition.ts";

export type NextInstant = (after: Date) => Date | undefined;

/**
 * The first planned instant strictly after a time; undefined when there is none (30 February). In a time zone's
 * gap an instant falls on the first valid moment after it; in a repeated hour fixed times run once.
 */
export function instantsOf(schedule: Schedule): NextInstant {
  if ("everySeconds" in schedule) {
    const everyMs = schedule.everySeconds * 1000;
    if (!Number.isInteger(everyMs) || everyMs <= 0) throw invalid(`everySeconds: ${schedule.everySeconds}`);
    return (after) => new Date((Math.floor(after.getTime() / everyMs) + 1) * everyMs);
  }
  const cron = parse(schedule.cron, schedule.timeZone);
  return (after) => cron.nextRun(after) ?? undefined;
}

function parse(pattern: string, timezone: string): Cron {
  try {
    const cron = new Cron(pattern, { timezone, paused: true });
    // croner looks at the time zone only when it computes.
    cron.nextRun(new Date());
    return cron;
  } catch (cause) {
    throw invalid(`cron "${pattern}" in ${timezone}: ${(cause as Error).message}`, cause);
  }
}

const invalid = (problem: string, cause?: unknown) =>
  new MonitorError("CONFIG_INVALID", `schedule ${problem}`, {
    cause,
    remedy: 'Write for example "30 15 * * 1-5" and "Asia/Shanghai".',
  });

import { durationMs, MonitorError, postHttp, type ServiceJob } from "@mystocks/runtime";
import {
  instantsOf,
  type JobDefinition,
  type OpenCalendar,
  type RunFigures,
  type Schedule,
} from "@mystocks/schedule";
import { causeText } from "@mystocks/schedule/causes";
import { figuresOf } from "./answer.ts";

const USUAL_ZONE = "Asia/Shanghai";

/** The calls that the config declares, as jobs. Throws CONFIG_INVALID for one that no calendar or cron can plan. */
export function serviceJobs(declared: readonly ServiceJob[], calendars: OpenCalendar): JobDefinition[] {
  return declared.map((job, place) => {
    const { name, timeout, retries } = job;
    const schedule = scheduleOf(job);
    refuseUnplanned(schedule, { place, calendars });
    return {
      name,
      schedule,
      timeoutMs: durationMs(timeout),
      // What a service does with its caches, it does for now: once stands for all that were missed.
      catchUp: "last",
      overlap: "skip",
      ...(retries && { retries: { times: retries.times, afterMs: durationMs(retries.after) } }),
      run: (signal) => call(job, signal),
    };
  });
}

function scheduleOf({ schedule }: ServiceJob): Schedule {
  const { cron, timeZone = USUAL_ZONE, at, afterMinutes = 0, calendar, days } = schedule;
  // The config's schema has refused one that has neither or both, and at without a calendar.
  if (at !== undefined) return { at, afterMinutes, calendar: calendar!, ...(days && { days }) };
  return { cron: cron!, timeZone, ...(calendar && { calendar }), ...(days && { days }) };
}

function refuseUnplanned(
  schedule: Schedule,
  { place, calendars }: { place: number; calendars: OpenCalendar },
): void {
  try {
    instantsOf(schedule, calendars);
  } catch (cause) {
    if (!(cause instanceof MonitorError)) throw cause;
    const field = `serviceJobs[${place}]`;
    throw new MonitorError("CONFIG_INVALID", `${field}.${cause.message}`, {
      cause,
      field,
      remedy: cause.remedy,
    });
  }
}

/** Ended by its signal: the run's time is over, or its owner stops. */
async function call({ url, token }: ServiceJob, signal: AbortSignal): Promise<RunFigures | undefined> {
  const headers = {
    accept: "application/json",
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const answer = await postHttp({ url: new URL(url), headers, body: "", signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    const { message, code } = error as NodeJS.ErrnoException;
    throw new Error(causeText("serviceAway", { why: message || (code ?? "") }), { cause: error });
  });
  return figuresOf(answer);
}

export type { CatchUp, JobDefinition, JobPolicy, Overlap, RunContext, Schedule } from "./definition.ts";
export { startScheduler, type Scheduler, type SchedulerParts } from "./scheduler.ts";
export { listNewestRuns, listRuns, pruneRuns, type Run } from "./runs.ts";
export { JOB_STATES, type RunState } from "./states.ts";
export { pauseJob, requestRun, resumeJob, type Asked } from "./control.ts";
export { lastTelling, readBoard, tallyOf, type JobStanding } from "./board.ts";
export { nextOpen, successDue } from "./due.ts";
export { shippedCalendars } from "./calendars.ts";
export { instantsOf, upcoming, type Instant, type NextInstant } from "./instants.ts";

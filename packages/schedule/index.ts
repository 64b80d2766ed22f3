export type {
  CatchUp,
  JobDefinition,
  JobPolicy,
  Overlap,
  RunContext,
  RunFigures,
  Schedule,
} from "./definition.ts";
export { startScheduler, type Scheduler, type SchedulerParts } from "./scheduler.ts";
export { listNewestRuns, listRuns, pruneRuns, type Run } from "./runs.ts";
export { JOB_STATES, type RunState } from "./states.ts";
export { pauseJob, requestRun, resumeJob, type Asked } from "./control.ts";
export { lastTelling, readBoard, tallyOf, type JobStanding } from "./board.ts";
export { successDue } from "./due.ts";
export { JobWatch, knownInstants } from "./job-watch.ts";
export { instantsOf, upcoming, type Instant, type NextInstant, type OpenCalendar } from "./instants.ts";

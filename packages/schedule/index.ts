export type { CatchUp, JobDefinition, RunContext, Schedule } from "./definition.ts";
export { startScheduler, type SchedulerParts } from "./scheduler.ts";
export { listRuns, pruneRuns, type Run, type RunState } from "./runs.ts";

/** What becomes of a planned instant; migrations 0003 and 0009 say what each means. */
export const JOB_STATES = [
  "running",
  "requested",
  "ok",
  "failed",
  "missed",
  "superseded",
  "skipped_overlap",
  "skipped_calendar",
  "skipped_paused",
  "calendar_unknown",
] as const;
export type RunState = (typeof JOB_STATES)[number];

/** By which a job is told to be well or not; the other ends say nothing of it. */
export const TELLING_STATES = ["ok", "failed", "missed", "calendar_unknown"] as const;

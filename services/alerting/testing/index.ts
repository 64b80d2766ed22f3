export { crashRun, type CrashOptions, type CrashOutcome } from "./crash-run.ts";
export { harnessRun, tableOf, type HarnessRow } from "./harness/harness-run.ts";

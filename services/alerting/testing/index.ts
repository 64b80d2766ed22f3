export { previewWindow, runPreview, type RunPreviewParts } from "../preview/run-preview.ts";
export { LiveStore } from "../series/live-store.ts";
export { refill } from "../series/refill.ts";
export { RecordReplay } from "../series/replay-records.ts";
export { crashRun, type CrashOptions, type CrashOutcome } from "./crash-run.ts";
export { harnessRun, tableOf } from "./harness/harness-run.ts";
export type { HarnessRow } from "./harness/scenarios.ts";

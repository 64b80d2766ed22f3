export { startRecorder, type Recorder, type RecorderParts } from "./start-recorder.ts";
export type { RecorderStats } from "./stats.ts";

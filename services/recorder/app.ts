export { startRecorder, type Recorder, type RecorderParts } from "./start-recorder.ts";
export { recorderFamilies } from "./metric-families.ts";
export type { RecorderStats } from "./stats.ts";

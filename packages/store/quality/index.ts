export {
  readWaitingDatasets,
  recordQualityPublished,
  takeDataset,
  type DatasetIdentity,
} from "./datasets.ts";
export { insertQualityEvent, readQualityEvents } from "./events.ts";
export {
  insertQualityResults,
  insertQualityRun,
  insertQualitySamples,
  pruneQuality,
  readFailedRows,
} from "./runs.ts";
export { readDatasetStates, readQualityStates, saveQualityStates, type StoredCheck } from "./states.ts";
export { QUALITY_SERIES, QualityBoard } from "./board.ts";

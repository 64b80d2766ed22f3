export { KEPT_DAYS } from "./kept-days.ts";
export {
  holdDataset,
  readJudgedDatasets,
  readWaitingDatasets,
  recordQualityPublished,
  takeDataset,
  type DatasetIdentity,
} from "./datasets.ts";
export {
  acceptQualityDay,
  readQualityBaseline,
  readQualityDayChecks,
  readQualityDays,
  saveQualityDay,
  type DayCheck,
  type DayVerdicts,
} from "./days.ts";
export { insertQualityEvent, readQualityEvents } from "./events.ts";
export {
  insertQualityResults,
  insertQualityRun,
  insertQualitySamples,
  pruneQuality,
  readFailedRows,
} from "./runs.ts";
export { insertQualityReport, readQualityReports, type StoredReport } from "./reports.ts";
export {
  readCheckHistory,
  readQualityRuns,
  readRunSamples,
  type CheckPoint,
  type StoredRun,
} from "./read-runs.ts";
export {
  readCheckStandings,
  readDatasetStandings,
  type CheckStanding,
  type DatasetStanding,
} from "./standings.ts";
export { readDatasetStates, readQualityStates, saveQualityStates, type StoredCheck } from "./states.ts";
export { QUALITY_SERIES, QualityBoard } from "./board.ts";

export { openStorePool, type StorePoolOptions } from "./pool.ts";
export { migrate, schemaVersion } from "./migrate.ts";
export { createPartitions } from "./create-partitions.ts";
export { storeTemplate } from "./store-template.ts";
export { inTransaction } from "./transaction.ts";
export { readPulses, type PulseAnswer, type PulseQuery, type PulseRow } from "./queries/read-pulses.ts";
export {
  advanceSource,
  copyPulses,
  copySpans,
  insertLogEvents,
  insertNewSpans,
  insertOperations,
  insertPulseBatch,
  insertResources,
  insertSamples,
  insertSeries,
  insertStatements,
  MARK,
  markExemplars,
  openSource,
  publishedLabels,
  readLastSamples,
  readOperations,
  readUnpublished,
  recordPublished,
  storedJson,
  storedText,
} from "./writers/index.ts";
export type {
  BatchReference,
  BatchSummary,
  LastSample,
  LogRow,
  OperationRow,
  PulseDelta,
  ResourceRow,
  SampleRow,
  SeriesRow,
  SourcePosition,
  SpanRow,
  StatementRow,
  StoredOperation,
} from "./writers/index.ts";

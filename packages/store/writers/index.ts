export { advanceSource, type BatchSummary, type RecordSignal, type SignalCounts } from "./advance-source.ts";
export { ChunkPool } from "./chunk-pool.ts";
export {
  insertDeadLetters,
  readUnpublishedDeadLetters,
  type DeadLetterCode,
  type DeadLetterRow,
} from "./dead-letters.ts";
export { publishedLabels } from "./labels.ts";
export { insertLogEvents, type LogRow } from "./log-rows.ts";
export {
  insertOperations,
  readOperations,
  readServiceNamespaces,
  type OperationRow,
  type StoredOperation,
} from "./operations.ts";
export { readUnpublished } from "./outbox.ts";
export { commitWithPulses, type BatchReference, type PulseDelta } from "./pulse-rows.ts";
export { insertResources, type ResourceRow } from "./resources.ts";
export { insertSamples, type SampleRow } from "./sample-rows.ts";
export { insertSeries, readLastSamples, type LastSample, type SeriesRow } from "./series.ts";
export { openSource, recordPublished, type SourcePosition } from "./source.ts";
export { reportSources, type SourceStatus } from "./source-status.ts";
export { beginWithSpans, insertNewSpans, MARK, markExemplars, type SpanRow } from "./span-rows.ts";
export { insertStatements, type StatementRow } from "./statements.ts";
export { storedJson, storedText } from "./stored-text.ts";

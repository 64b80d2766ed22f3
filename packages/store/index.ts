export { openStorePool, type StorePoolOptions } from "./pool.ts";
export { codeSchemaVersion, migrate, schemaVersion } from "./migrate.ts";
export { createPartitions } from "./create-partitions.ts";
export { storeTemplate } from "./store-template.ts";
export { compact, COMPACTION_STEPS, type CompactionStep } from "./compaction/compact.ts";
export { dropExpired, type DropOptions, type DropResult } from "./retention/drop-expired.ts";
export { inTransaction } from "./transaction.ts";
export { readPulses, type PulseAnswer, type PulseQuery, type PulseRow } from "./queries/read-pulses.ts";
export {
  advanceSource,
  commitWithPulses,
  beginWithSpans,
  ChunkPool,
  insertDeadLetters,
  insertLogEvents,
  insertNewSpans,
  insertOperations,
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
  readServiceNamespaces,
  readUnpublished,
  readUnpublishedDeadLetters,
  recordPublished,
  reportSources,
  storedJson,
  storedText,
} from "./writers/index.ts";
export type {
  BatchReference,
  BatchSummary,
  DeadLetterCode,
  DeadLetterRow,
  LastSample,
  LogRow,
  OperationRow,
  PulseDelta,
  RecordSignal,
  ResourceRow,
  SampleRow,
  SeriesRow,
  SignalCounts,
  SourcePosition,
  SourceStatus,
  SpanRow,
  StatementRow,
  StoredOperation,
} from "./writers/index.ts";
export {
  listDeadLetters,
  markReplayed,
  readDeadLetter,
  type DeadLetter,
  type DeadLetterFilter,
  type WholeDeadLetter,
} from "./queries/dead-letters.ts";
export { findExecutions, type ExecutionQuery, type ExecutionRow } from "./queries/find-executions.ts";
export {
  findRequests,
  summariseRoutes,
  type RequestFilter,
  type RequestRow,
  type RouteFiguresRow,
} from "./queries/find-requests.ts";
export { findStatementsBelow } from "./queries/find-statements-below.ts";
export { listInstances, type InstanceRow } from "./queries/list-instances.ts";
export { readCounterIncreases, type CounterIncreaseRow } from "./queries/read-counter-increases.ts";
export { listSenders } from "./queries/list-senders.ts";
export { listSeries, type ListedSeries } from "./queries/list-series.ts";
export {
  readPulseHistory,
  type OperationHistory,
  type PulseFigure,
  type PulseHistoryQuery,
  type VisitPulses,
} from "./queries/read-pulse-history.ts";
export {
  readSampleHistory,
  type SampleHistory,
  type SampleHistoryRow,
} from "./queries/read-sample-history.ts";
export { readSources, type SourceRow, type SourceSignalRow } from "./queries/read-sources.ts";
export { readNewestSamples, type NewestSampleRow } from "./queries/read-newest-samples.ts";
export { readSampleWindow, type SampleWindowRow } from "./queries/read-sample-window.ts";
export { readSpanHorizon } from "./queries/read-span-horizon.ts";
export { readTrace, type TraceSpanRow } from "./queries/read-trace.ts";
export { summariseStatements, type StatementFiguresRow } from "./queries/summarise-statements.ts";

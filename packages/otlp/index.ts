export { createDecodeContext } from "./decode-context.ts";
export type { DecodeContext } from "./decode-context.ts";
export type { ClassificationRule, ClassificationRules } from "./classifier.ts";
export { decodeLogs } from "./logs.ts";
export type { DecodedLogs } from "./logs.ts";
export { MalformedOtlp } from "./malformed.ts";
export { decodeMetrics } from "./metrics.ts";
export type { DecodedMetrics } from "./metrics.ts";
export { encodeExportResponse, encodeStatus } from "./responses.ts";
export type { Signal } from "./responses.ts";
export { normaliseStatement } from "./statements.ts";
export type { NormalisedStatement } from "./statements.ts";
export type { IsWanted, SpanGlance, SpanSieve } from "./span-sieve.ts";
export { decodeTraces } from "./traces.ts";
export type { DecodedTraces, Encoding } from "./traces.ts";
export type {
  Attributes,
  LogRecord,
  OperationKey,
  ResourceRecord,
  SampleRecord,
  SpanRecord,
  Statement,
} from "./records.ts";

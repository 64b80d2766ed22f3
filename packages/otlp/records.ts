/** Allow-listed and redacted: what may be stored. */
export type Attributes = Record<string, string | number | boolean>;

/** One object per resource block, shared by its records. */
export interface ResourceRecord {
  service: string;
  instance: string;
  attributes: Attributes;
}

/** What an operation is (DESIGN, operation key), before it has a number. Empty string: not known. */
export interface OperationKey {
  service: string;
  operation: string;
  type: string;
  kind: "tracked" | "database";
  classification: string;
  databaseSystem: string;
  database: string;
  collection: string;
}

export interface Statement {
  /** First 8 bytes of the SHA-256 of `text`, as a signed integer. */
  id: bigint;
  databaseSystem: string;
  /** libpg-query's fingerprint; undefined for text it can't parse. */
  fingerprint: string | undefined;
  /** Without literals and comments. */
  text: string;
}

export interface SpanRecord {
  /** 16 bytes, may be a view of the request body. */
  traceId: Uint8Array;
  /** 8 bytes. */
  spanId: Uint8Array;
  parentSpanId: Uint8Array | undefined;
  resource: ResourceRecord;
  name: string;
  /** As in OTLP: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  startNs: bigint;
  endNs: bigint;
  /** As in OTLP: 0 unset, 1 ok, 2 error. */
  status: number;
  statusMessage: string | undefined;
  attributes: Attributes | undefined;
  statement: Statement | undefined;
  operation: OperationKey | undefined;
  /** A database operation inside a tracked one, which alone counts in totals. */
  enclosed: boolean;
  rows: number | undefined;
  bytes: number | undefined;
}

/** One point of one series. Counters are cumulative; delta points carry `delta: true` and are added up by the recorder. */
export interface SampleRecord {
  resource: ResourceRecord;
  name: string;
  type: "counter" | "gauge" | "histogram";
  unit: string;
  labels: Record<string, string>;
  timeNs: bigint;
  delta: boolean;
  /** Of a histogram: its count. */
  value: number;
  sum: number | undefined;
  /** Encoded ExponentialHistogram in seconds (or in the unit of the series when that is no time). */
  sketch: Uint8Array | undefined;
  rebucketed: boolean;
}

export interface LogRecord {
  resource: ResourceRecord;
  timeNs: bigint;
  /** OTLP severity number, 1–24. */
  severity: number;
  /** Empty for a plain log line. */
  eventName: string;
  body: string | undefined;
  attributes: Attributes;
  traceId: Uint8Array | undefined;
  spanId: Uint8Array | undefined;
}

import type { CheckSpec } from "./check-spec.ts";

export type Dialect = "postgresql" | "tdengine";
export type LogicalType =
  "string" | "integer" | "number" | "boolean" | "date" | "timestamp" | "time" | "other";

export interface Column {
  name: string;
  type: LogicalType;
  /** As the contract spells it (`double precision`), for schema drift; undefined where it says nothing. */
  physicalType?: string;
  required: boolean;
  unique: boolean;
}

/** A comparison that the value must meet; `level` is what the verdict is when it doesn't. */
export interface Bound {
  operator: "=" | "!=" | ">" | ">=" | "<" | "<=" | "between" | "notBetween";
  /** One number, two for the ranges, ends included. */
  limits: number[];
  level: "warn" | "fail";
}

export type Unit = "rows" | "percent" | "seconds" | "value";

export interface Check {
  /** Unique in the contract and stable while its definition's place is: series and history hang on it. */
  id: string;
  spec: CheckSpec;
  columns: string[];
  /** Worst first. */
  bounds: Bound[];
  unit: Unit;
  dimension?: string;
  description?: string;
  /** Line in the contract's file; 0 for checks that every contract has. */
  line: number;
}

export interface TimeColumn {
  name: string;
  /** A `date` column holds whole trading days, a `timestamp` column instants. */
  type: "date" | "timestamp";
}

/** What a dataset must be: one Open Data Contract Standard document about one table or super table. */
export interface Contract {
  file: string;
  id: string;
  name: string;
  version: string;
  status: string;
  owner: string | null;
  /** The server's name in the document, `null` where there is none. */
  server: string | null;
  dialect: Dialect;
  /** PostgreSQL's schema; the database for TDengine. */
  schema: string;
  table: string;
  classification: string | null;
  /** Name of the trading calendar; `null` where every day is open. */
  calendar: string | null;
  /** IANA name; days and times of day are meant in it. */
  timeZone: string;
  columns: Column[];
  /** Columns of the primary key, in order; empty where there is none. */
  key: string[];
  /** Bar time: what partitions, freshness and gaps are judged by. */
  time: TimeColumn | null;
  symbol: string | null;
  /** Column that says when a row was loaded; never used for freshness. */
  loaded: string | null;
  /** The contract is about these rows only. */
  only: { column: string; value: string | number | boolean }[];
  /** How long after a session's close its data may still be missing, in seconds. */
  publishingLagSeconds: number;
  /** `17:30`, local: by when a session's data is due, in place of the lag. */
  availableAt: string | null;
  retentionDays: number | null;
  /** Cron text, or `null` where the caller decides. */
  schedule: string | null;
  /** What one run judges where nobody asks for a day: the whole table, or the newest trading day that has begun. */
  partition: "table" | "day";
  /** How many failed rows a run keeps. */
  sampleRows: number;
  checks: Check[];
  /** SHA-256 of what the verdicts depend on: a baseline of another fingerprint is not comparable. */
  fingerprint: string;
}

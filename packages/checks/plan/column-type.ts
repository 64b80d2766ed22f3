import type { LogicalType } from "../contract/contract.ts";
import type { SqlType } from "../sql/fragment.ts";

const SYNONYMS: Record<string, string> = {
  varchar: "character varying",
  char: "character",
  bpchar: "character",
  int: "integer",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  double: "double precision",
  decimal: "numeric",
  bool: "boolean",
  timestamptz: "timestamp with time zone",
  timestamp: "timestamp without time zone",
  timetz: "time with time zone",
  time: "time without time zone",
};

/** PostgreSQL's own spelling of a type: `VARCHAR(16)` is `character varying(16)`. */
export function canonicalType(type: string): string {
  const spaced = type
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, " ")
    .replaceAll(/\s*([(),])\s*/g, "$1");
  const [, base = spaced, arguments_ = ""] = /^([a-z0-9 _]+?)(\(.*\))?$/.exec(spaced) ?? [];
  return (SYNONYMS[base] ?? base) + arguments_;
}

export const baseType = (type: string): string => canonicalType(type).replace(/\(.*\)/, "");

const BOUND_AS: Record<string, SqlType> = {
  smallint: "bigint",
  integer: "bigint",
  bigint: "bigint",
  numeric: "numeric",
  real: "float8",
  "double precision": "float8",
  date: "date",
  "timestamp with time zone": "timestamptz",
  "timestamp without time zone": "timestamp",
  boolean: "boolean",
};

/** The type that a value is bound as to be compared with a column. */
export function boundType(type: string): SqlType {
  return BOUND_AS[baseType(type)] ?? "text";
}

export const isNumeric = (type: string): boolean => ["bigint", "numeric", "float8"].includes(boundType(type));

const FAMILIES: Record<Exclude<LogicalType, "other">, readonly string[]> = {
  string: ["text", "character varying", "character", "uuid", "citext", "name"],
  integer: ["smallint", "integer", "bigint"],
  number: ["numeric", "real", "double precision", "smallint", "integer", "bigint"],
  boolean: ["boolean"],
  date: ["date"],
  timestamp: ["timestamp with time zone", "timestamp without time zone"],
  time: ["time without time zone", "time with time zone"],
};

/** Whether a column of this type can hold what the contract's logical type means. */
export function holds(logical: LogicalType, type: string): boolean {
  return logical === "other" || FAMILIES[logical].includes(baseType(type));
}

import { stringify } from "yaml";
import type { LogicalType } from "../contract/contract.ts";
import { baseType, boundType, canonicalType } from "../plan/column-type.ts";
import type { FactColumn, TableFacts } from "../plan/table-facts.ts";
import type { Observations, Observed } from "./observe.ts";

export interface InitOptions {
  schema: string;
  table: string;
  server: { name: string; host: string; port: number; database: string };
  /** `none` where the market never closes. */
  calendar: string;
  /** Needed with the calendar `none`. */
  timeZone?: string;
  owner?: string;
}

/**
 * A first contract for a table, as YAML for somebody to read and sharpen: columns as they are, nulls refused where there
 * were none, ranges ten times as wide as what was seen, small sets of words, and the market checks whose columns are there.
 */
export function contractFromTable(facts: TableFacts, observed: Observations, options: InitOptions): string {
  const { schema, table, server, calendar, timeZone, owner } = options;
  const time = find(timesOf(facts), TIME_NAMES);
  const symbol = find(facts, ["symbol", "ts_code", "code", "ticker"]);
  const key = keyOf(facts, observed, [symbol, time]);
  const settings = {
    calendar,
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(time === undefined ? {} : { time }),
    ...(symbol === undefined ? {} : { symbol }),
    ...named("loaded", find(timesOf(facts), ["updated_at", "created_at", "loaded_at"])),
  };
  return stringify(
    {
      apiVersion: "v3.1.0",
      kind: "DataContract",
      id: table.replaceAll(/[^\p{L}\p{N}_-]/gu, "-"),
      name: table,
      version: "0.1.0",
      status: "draft",
      servers: [
        {
          server: server.name,
          type: "postgresql",
          host: server.host,
          port: server.port,
          database: server.database,
          schema,
        },
      ],
      ...(owner === undefined ? {} : { team: { name: owner } }),
      customProperties: [{ property: "mystocks", value: settings }],
      schema: [
        {
          name: table,
          physicalType: "table",
          properties: facts.columns.map((column) => propertyOf(column, observed, key)),
          ...named("quality", marketChecks(facts)),
        },
      ],
    },
    { lineWidth: 120 },
  );
}

const TIME_NAMES = ["trade_date", "ts", "trade_time", "date", "datetime", "calc_date", "report_period"];

/** Days that are kept as text are no bar time. */
function timesOf(facts: TableFacts): TableFacts {
  const isTime = ({ type }: FactColumn) => ["date", "timestamp", "timestamptz"].includes(boundType(type));
  return { ...facts, columns: facts.columns.filter(isTime) };
}

const named = <Value>(name: string, value: Value | undefined): Record<string, Value> =>
  value === undefined ? {} : { [name]: value };

function find({ columns }: TableFacts, names: readonly string[]): string | undefined {
  return names.find((name) => columns.some((column) => column.name === name));
}

/** The columns of a unique index that held no null, or symbol and time where neither was ever null. */
function keyOf(facts: TableFacts, observed: Observations, guess: readonly (string | undefined)[]): string[] {
  const unique = facts.indexes
    .filter(({ unique, valid, partial, columns }) => unique && valid && !partial && !columns.includes(null))
    .map(({ columns }) => columns.map((column) => column!.name))
    .filter((names) => names.every((name) => observed.columns[name]?.nulls === 0))
    .sort((a, b) => b.length - a.length)[0];
  // A surrogate key says nothing about the data.
  if (unique !== undefined && !(unique.length === 1 && unique[0] === "id")) return unique;
  const names = guess.filter((name) => name !== undefined);
  return names.length === 2 && names.every((name) => observed.columns[name]?.nulls === 0) ? names : [];
}

const LOGICAL: Record<string, LogicalType> = {
  bigint: "integer",
  numeric: "number",
  float8: "number",
  boolean: "boolean",
  date: "date",
  timestamptz: "timestamp",
  timestamp: "timestamp",
};

function propertyOf({ name, type, nullable }: FactColumn, observed: Observations, key: readonly string[]) {
  const seen = observed.columns[name];
  const logicalType = LOGICAL[boundType(type)] ?? (isText(type) ? "string" : undefined);
  const position = key.indexOf(name) + 1;
  const range = seen === undefined || position > 0 ? undefined : rangeOf(seen, logicalType);
  const words = position === 0 && seen?.values?.length ? seen.values : undefined;
  return {
    name,
    ...named("logicalType", logicalType),
    physicalType: canonicalType(type),
    ...(position > 0 ? { primaryKey: true, primaryKeyPosition: position } : {}),
    ...(!nullable || (observed.rows > 0 && seen?.nulls === 0) ? { required: true } : {}),
    ...named("logicalTypeOptions", range),
    ...named("quality", words && [{ metric: "invalidValues", mustBe: 0, arguments: { validValues: words } }]),
  };
}

const isText = (type: string): boolean => ["text", "character varying", "character"].includes(baseType(type));

/** Ten times what was seen, to one digit: tight bounds wake people for growth. */
function rangeOf({ min, max }: Observed, logicalType: LogicalType | undefined) {
  if (min === null || max === null || (logicalType !== "number" && logicalType !== "integer"))
    return undefined;
  const [low, high] = [Number(min), Number(max)];
  return {
    minimum: low >= 0 ? 0 : -widened(-low),
    ...(high > 0 ? { maximum: widened(high) } : {}),
  };
}

function widened(value: number): number {
  const size = 10 ** Math.floor(Math.log10(value));
  return Number((Math.ceil(value / size) * size * 10).toPrecision(3));
}

function marketChecks(facts: TableFacts): object[] | undefined {
  const has = (...names: string[]) =>
    names.every((name) => facts.columns.some((column) => column.name === name));
  const check = (implementation: object) => ({ type: "custom", engine: "mystocks", implementation });
  const checks = [
    ...(has("open", "high", "low", "close") ? [check({ check: "ohlc" })] : []),
    ...(has("volume", "low", "high")
      ? [check({ check: "volume", ...(has("amount") ? { amount: "amount", tolerance: 0.01 } : {}) })]
      : []),
  ];
  return checks.length === 0 ? undefined : checks;
}

import { allOf, column, identifier, sql, value, type Fragment } from "../sql/fragment.ts";
import { boundType } from "./column-type.ts";
import type { Partition, Scope } from "./scope.ts";
import { dayAfter } from "./zone.ts";

/** The rows that a run is about: those the contract names, within the partition. */
export function rowsOfRun(scope: Scope): Fragment[] {
  return [...rowsOfContract(scope), ...rowsOfPartition(scope, scope.partition)];
}

export function rowsOfContract(scope: Scope): Fragment[] {
  return scope.contract.only.map(
    (only) =>
      sql`${column(only.column)} = ${value(only.value, boundType(scope.typeOf(only.column) ?? "text"))}`,
  );
}

/** Written so that an index on the time column can serve it. */
export function rowsOfPartition(scope: Scope, partition: Partition | undefined): Fragment[] {
  const { time } = scope.contract;
  return partition === undefined || time === null ? [] : [timeWithin(scope, column(time.name), partition)];
}

/** `time` is a column of the bar time's type. */
export function timeWithin(scope: Scope, time: Fragment, { from, to }: Partition): Fragment {
  const { name } = scope.contract.time!;
  const type = scope.boundTypeOf(name);
  if (type === "date") return sql`${time} BETWEEN ${value(from, "date")} AND ${value(to, "date")}`;
  // The zone's own midnights: a day of daylight saving has 23 or 25 hours.
  const [first, last] = [scope.boundsOf(from).fromMs, scope.boundsOf(to).toMs];
  if (type === "timestamp")
    return sql`${time} >= ${value(`${from} 00:00`, "timestamp")} AND ${time} < ${value(`${dayAfter(to)} 00:00`, "timestamp")}`;
  return sql`${time} >= ${instant(first)} AND ${time} < ${instant(last)}`;
}

const instant = (ms: number): Fragment => value(new Date(ms).toISOString(), "timestamptz");

/** The local day of a row's bar time. */
export function dayOf(scope: Scope): Fragment {
  const { name } = scope.contract.time!;
  return scope.boundTypeOf(name) === "date" ? column(name) : sql`${localTime(scope)}::date`;
}

/** The local wall clock of a row's bar time. */
export function localTime(scope: Scope): Fragment {
  const { name } = scope.contract.time!;
  return scope.boundTypeOf(name) === "timestamptz"
    ? sql`(${column(name)} AT TIME ZONE ${value(scope.contract.timeZone, "text")})`
    : column(name);
}

/** `now`, comparable with the bar time. */
export function nowFor(scope: Scope, laterMs = 0): Fragment {
  const type = scope.boundTypeOf(scope.contract.time!.name);
  if (type === "date") return value(scope.today, "date");
  const at = instant(scope.now.getTime() + laterMs);
  return type === "timestamp" ? sql`(${at} AT TIME ZONE ${value(scope.contract.timeZone, "text")})` : at;
}

export function tableOf({ contract }: Scope): Fragment {
  return identifier(contract.schema, contract.table);
}

export const where = (conditions: readonly Fragment[]): Fragment =>
  conditions.length === 0 ? sql`` : sql`\nWHERE ${allOf(conditions)}`;

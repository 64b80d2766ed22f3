import type { CheckSpec, SpecOf } from "../contract/check-spec.ts";
import type { Scope } from "../plan/scope.ts";
import { allOf, anyOf, column, identifier, sql, value, type Fragment } from "../sql/fragment.ts";
import { brokenBars, offTick, unequalRows, wrongVolumes } from "./bars.ts";
import { closedDayRows, expiredRows, futureRows, openDays, outsideSessions } from "./days.ts";
import { isFinite } from "./finite.ts";
import { invalidRows } from "./valid.ts";

/** The condition of a row that breaks a promise. */
export type RowRule = { failing: Fragment } | { unknownDays: true };

/** The condition for a check that can be decided row by row; undefined for one that can't. */
export function rowRule(spec: CheckSpec, scope: Scope): RowRule | undefined {
  switch (spec.kind) {
    case "nullValues":
      return { failing: sql`${column(spec.column)} IS NULL` };
    case "missingValues":
      return { failing: missingRows(spec) };
    case "completeness":
      return { failing: anyOf(completeColumns(spec, scope).map((name) => sql`${column(name)} IS NULL`)) };
    case "invalidValues":
      return { failing: invalidRows(spec, scope) };
    case "finite":
      return { failing: anyOf(spec.columns.flatMap((name) => negated(isFinite(scope, name)))) };
    case "future":
      return { failing: futureRows(scope) };
    case "retention":
      return { failing: expiredRows(spec, scope) };
    case "ohlc":
      return { failing: brokenBars(spec, scope) };
    case "volume":
      return { failing: wrongVolumes(spec, scope) };
    case "tickSize":
      return { failing: offTick(spec) };
    case "compare":
      return { failing: unequalRows(spec, scope) };
    case "reference":
      return { failing: orphanRows(spec, scope) };
    case "closedDays":
    case "sessions":
      return dayRule(spec, scope);
    default:
      return undefined;
  }
}

function dayRule(spec: SpecOf<"closedDays"> | SpecOf<"sessions">, scope: Scope): RowRule {
  const open = openDays(scope);
  if (open === "unknown") return { unknownDays: true };
  return {
    failing: spec.kind === "sessions" ? outsideSessions(spec, scope, open) : closedDayRows(scope, open),
  };
}

export function completeColumns({ columns }: SpecOf<"completeness">, { contract }: Scope): string[] {
  return columns ?? contract.columns.filter(({ required }) => required).map(({ name }) => name);
}

function missingRows({ column: name, words }: SpecOf<"missingValues">): Fragment {
  const isNull = sql`${column(name)} IS NULL`;
  if (words.length === 0) return isNull;
  return anyOf([isNull, sql`${column(name)}::text = ANY (${value(words, "text[]")})`]);
}

const negated = (condition: Fragment | undefined): Fragment[] =>
  condition === undefined ? [] : [sql`NOT (${condition})`];

/** Rows whose reference is found nowhere; one with a NULL in it refers to nothing. */
function orphanRows({ columns, table, targets }: SpecOf<"reference">, { contract }: Scope): Fragment {
  const pairs = columns.map((name, index) => sql`r.${identifier(targets[index]!)} = ${column(name)}`);
  const isThere = columns.map((name) => sql`${column(name)} IS NOT NULL`);
  return allOf([
    ...isThere,
    sql`NOT EXISTS (SELECT 1 FROM ${identifier(contract.schema, table)} AS r WHERE ${allOf(pairs)})`,
  ]);
}

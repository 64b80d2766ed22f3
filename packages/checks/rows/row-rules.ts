import type { CheckKind, CheckSpec, SpecOf } from "../contract/check-spec.ts";
import type { Scope } from "../plan/scope.ts";
import { allOf, anyOf, column, identifier, sql, value, type Fragment } from "../sql/fragment.ts";
import { brokenBars, offTick, unequalRows, wrongVolumes } from "./bars.ts";
import { closedDayRows, expiredRows, futureRows, openDays, outsideSessions } from "./days.ts";
import { isFinite } from "./finite.ts";
import { invalidRows } from "./valid.ts";

type Rules = { [Kind in CheckKind]?: (spec: SpecOf<Kind>, scope: Scope) => Fragment | "unknown days" };

const RULES: Rules = {
  nullValues: ({ column: name }) => sql`${column(name)} IS NULL`,
  missingValues: missingRows,
  completeness: (spec, scope) =>
    anyOf(completeColumns(spec, scope).map((name) => sql`${column(name)} IS NULL`)),
  invalidValues: invalidRows,
  finite: ({ columns }, scope) => anyOf(columns.flatMap((name) => negated(isFinite(scope, name)))),
  future: (_, scope) => futureRows(scope),
  retention: expiredRows,
  ohlc: brokenBars,
  volume: wrongVolumes,
  tickSize: offTick,
  compare: unequalRows,
  reference: orphanRows,
  closedDays: (_, scope) => onDays(scope, (open) => closedDayRows(scope, open)),
  sessions: (spec, scope) => onDays(scope, (open) => outsideSessions(spec, scope, open)),
};

/**
 * The failing rows of a check that can be decided row by row; undefined for one that can't. `unknown days` where it
 * needs days that the calendar does not have.
 */
export function rowRule(spec: CheckSpec, scope: Scope): Fragment | "unknown days" | undefined {
  return RULES[spec.kind]?.(spec as never, scope);
}

function onDays(scope: Scope, failing: (open: readonly string[]) => Fragment): Fragment | "unknown days" {
  if (scope.contract.calendar === null) return sql`false`;
  const open = openDays(scope);
  return open === "unknown" ? "unknown days" : failing(open);
}

function completeColumns({ columns }: SpecOf<"completeness">, { contract }: Scope): string[] {
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

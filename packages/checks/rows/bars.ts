import type { SpecOf } from "../contract/check-spec.ts";
import type { Scope } from "../plan/scope.ts";
import { allOf, anyOf, column, list, sql, value, type Fragment, type SqlType } from "../sql/fragment.ts";
import { belowInfinity } from "./finite.ts";
import { isMultiple } from "./valid.ts";

/**
 * Low and high enclose open and close, all are above 0 and finite. greatest and least skip NULL, so the rest of a bar is
 * still judged when one price is missing; that it is missing is completeness' business.
 */
export function brokenBars({ open, high, low, close }: SpecOf<"ohlc">, scope: Scope): Fragment {
  const [o, h, l, c] = [open, high, low, close].map(column) as [Fragment, Fragment, Fragment, Fragment];
  const highest = sql`coalesce(${h}, greatest(${list([o, l, c])}))`;
  const finite = [open, high, low, close].map((name) => belowInfinity(scope, name, highest)).find(Boolean);
  return sql`NOT ${allOf([
    sql`coalesce(${l}, least(${list([o, h, c])})) > 0`,
    sql`${l} <= least(${list([o, c])})`,
    sql`${h} >= greatest(${list([o, l, c])})`,
    ...(finite === undefined ? [] : [finite]),
  ])}`;
}

/** Volume and amount are there together, neither is negative, and the average price lies in the bar. */
export function wrongVolumes(spec: SpecOf<"volume">, scope: Scope): Fragment {
  const volume = column(spec.volume);
  const conditions = [
    sql`${volume} >= 0`,
    belowInfinity(scope, spec.volume),
    ...(spec.amount === undefined ? [] : amountConditions(spec, spec.amount, scope)),
    ...(spec.vwap === undefined
      ? []
      : [withinBar(spec, scope, column(spec.vwap), sql`1`, sql`${volume} > 0`)]),
    ...(spec.vwap === undefined ? [] : [belowInfinity(scope, spec.vwap)]),
  ];
  return sql`NOT ${allOf(conditions.filter((condition) => condition !== undefined))}`;
}

function amountConditions(spec: SpecOf<"volume">, name: string, scope: Scope): (Fragment | undefined)[] {
  const amount = column(name);
  const volume = column(spec.volume);
  const shares =
    spec.unit === "lots" ? sql`(${volume} * ${value(spec.lotSize, numberType(spec, scope))})` : volume;
  return [
    sql`${amount} >= 0`,
    belowInfinity(scope, name),
    sql`(${volume} = 0) = (${amount} = 0)`,
    withinBar(spec, scope, amount, shares, sql`${volume} > 0`),
  ];
}

function withinBar(
  spec: SpecOf<"volume">,
  scope: Scope,
  what: Fragment,
  times: Fragment,
  when: Fragment,
): Fragment {
  const type = numberType(spec, scope);
  const low = sql`${column(spec.low)} * ${value(1 - spec.tolerance, type)}`;
  const high = sql`${column(spec.high)} * ${value(1 + spec.tolerance, type)}`;
  return sql`(${when} AND (${what} < ${low} * ${times} OR ${what} > ${high} * ${times})) IS NOT TRUE`;
}

function numberType(spec: SpecOf<"volume">, scope: Scope): SqlType {
  const columns = [spec.volume, spec.low, spec.high, spec.amount, spec.vwap].filter(
    (name) => name !== undefined,
  );
  return columns.some((name) => scope.boundTypeOf(name) === "float8") ? "float8" : "numeric";
}

export function offTick({ columns, tick }: SpecOf<"tickSize">): Fragment {
  return anyOf(columns.map((name) => sql`NOT ${isMultiple(name, tick)}`));
}

const OPERATORS = {
  "=": sql`=`,
  "!=": sql`<>`,
  "<": sql`<`,
  "<=": sql`<=`,
  ">": sql`>`,
  ">=": sql`>=`,
};

/** Rows in which two columns don't stand as they should; the tolerance is in the columns' unit. */
export function unequalRows(spec: SpecOf<"compare">, scope: Scope): Fragment {
  const [left, right] = [column(spec.left), column(spec.right)];
  if (spec.tolerance === 0) return sql`NOT (${left} ${OPERATORS[spec.operator]} ${right})`;
  const types = [scope.boundTypeOf(spec.left), scope.boundTypeOf(spec.right)];
  const tolerance = value(spec.tolerance, types.includes("float8") ? "float8" : "numeric");
  if (spec.operator === "=") return sql`NOT (abs(${left} - ${right}) <= ${tolerance})`;
  if (spec.operator === "!=") return sql`NOT (abs(${left} - ${right}) > ${tolerance})`;
  const slack = spec.operator.startsWith("<") ? sql`${right} + ${tolerance}` : sql`${right} - ${tolerance}`;
  return sql`NOT (${left} ${OPERATORS[spec.operator]} ${slack})`;
}

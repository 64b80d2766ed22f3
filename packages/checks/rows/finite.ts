import { baseType } from "../plan/column-type.ts";
import type { Scope } from "../plan/scope.ts";
import { allOf, column, sql, value, type Fragment } from "../sql/fragment.ts";

const INFINITE = value("Infinity", "float8");
const MINUS_INFINITE = value("-Infinity", "float8");

/**
 * True for a number that is one: NaN sorts above every number in PostgreSQL, so an upper end catches it and a lower
 * never does. Undefined where the type can't hold anything else.
 */
export function isFinite(scope: Scope, name: string): Fragment | undefined {
  return allOfDefined([belowInfinity(scope, name), aboveMinusInfinity(scope, name)]);
}

export function belowInfinity(scope: Scope, name: string, expression = column(name)): Fragment | undefined {
  const type = scope.typeOf(name) ?? "";
  if (["real", "double precision"].includes(baseType(type))) return sql`${expression} < ${INFINITE}`;
  return baseType(type) === "numeric" ? sql`${expression} < ${value("Infinity", "numeric")}` : undefined;
}

export function aboveMinusInfinity(scope: Scope, name: string): Fragment | undefined {
  const type = scope.typeOf(name) ?? "";
  if (["real", "double precision"].includes(baseType(type))) return sql`${column(name)} > ${MINUS_INFINITE}`;
  // numeric(12,3) holds NaN but no infinity.
  return baseType(type) === "numeric" && !type.includes("(")
    ? sql`${column(name)} > ${value("-Infinity", "numeric")}`
    : undefined;
}

function allOfDefined(conditions: readonly (Fragment | undefined)[]): Fragment | undefined {
  const defined = conditions.filter((condition) => condition !== undefined);
  return defined.length === 0 ? undefined : allOf(defined);
}

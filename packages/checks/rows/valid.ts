import type { SpecOf } from "../contract/check-spec.ts";
import { isNumeric } from "../plan/column-type.ts";
import type { Scope } from "../plan/scope.ts";
import { allOf, column, sql, value, type Fragment, type SqlType } from "../sql/fragment.ts";
import { aboveMinusInfinity, belowInfinity } from "./finite.ts";

/** Rows whose value is there and is none that may be. */
export function invalidRows(spec: SpecOf<"invalidValues">, scope: Scope): Fragment {
  const conditions = [
    ...rangeConditions(spec, scope),
    ...setCondition(spec, scope),
    ...patternConditions(spec),
    ...stepCondition(spec),
  ];
  return sql`NOT ${allOf([...conditions])}`;
}

function rangeConditions({ column: name, range }: SpecOf<"invalidValues">, scope: Scope): Fragment[] {
  const numeric = isNumeric(scope.typeOf(name) ?? "");
  if (range === undefined && !numeric) return [];
  const { min, max, aboveMin, belowMax } = range ?? {};
  const low =
    min === undefined
      ? aboveMinusInfinity(scope, name)
      : aboveMin
        ? sql`${column(name)} > ${limit(scope, name, min)}`
        : sql`${column(name)} >= ${limit(scope, name, min)}`;
  const high =
    max === undefined
      ? belowInfinity(scope, name)
      : belowMax
        ? sql`${column(name)} < ${limit(scope, name, max)}`
        : sql`${column(name)} <= ${limit(scope, name, max)}`;
  return [low, high].filter((condition) => condition !== undefined);
}

function limit(scope: Scope, name: string, at: number | string): Fragment {
  const type = scope.boundTypeOf(name);
  // A whole column may still have a limit between two of its numbers.
  return value(at, type === "bigint" && !Number.isSafeInteger(Number(at)) ? "numeric" : type);
}

function setCondition({ column: name, set }: SpecOf<"invalidValues">, scope: Scope): Fragment[] {
  if (set === undefined) return [];
  const type = scope.boundTypeOf(name);
  if (type === "boolean") return [sql`${column(name)}::text = ANY (${value(set.map(String), "text[]")})`];
  if (type === "bigint" || type === "numeric" || type === "float8") {
    const numbers = set.filter((entry) => Number.isFinite(Number(entry))).map(String);
    const arrayType: SqlType = type === "float8" ? "float8[]" : "numeric[]";
    return [sql`${column(name)} = ANY (${value(numbers, arrayType)})`];
  }
  const text = type === "text" ? column(name) : sql`${column(name)}::text`;
  return [sql`${text} = ANY (${value(set.map(String), "text[]")})`];
}

function patternConditions({ column: name, pattern, length }: SpecOf<"invalidValues">): Fragment[] {
  return [
    ...(pattern === undefined ? [] : [sql`${column(name)}::text ~ ${value(pattern, "text")}`]),
    ...(length === undefined
      ? []
      : [
          sql`length(${column(name)}::text) BETWEEN ${value(length[0], "bigint")} AND ${value(length[1], "bigint")}`,
        ]),
  ];
}

function stepCondition({ column: name, multipleOf }: SpecOf<"invalidValues">): Fragment[] {
  return multipleOf === undefined ? [] : [isMultiple(name, multipleOf)];
}

/** In decimal: 10.05 is a multiple of 0.01 there, and is not in binary. */
export function isMultiple(name: string, step: number): Fragment {
  return sql`mod(${column(name)}::numeric, ${value(step, "numeric")}) = 0`;
}

import type { SpecOf } from "../contract/check-spec.ts";
import { isNumeric } from "../plan/column-type.ts";
import type { Scope } from "../plan/scope.ts";
import { rowsOfRun, timeWithin, tableOf, where } from "../plan/where.ts";
import { allOf, anyOf, identifier, list, sql, value, type Fragment } from "../sql/fragment.ts";
import { evidenceOutcome, withEvidence } from "./evidence.ts";
import type { OwnQuery } from "./own-query-type.ts";

/** Rows that differ from another table's by more than the tolerance, or that only one of the two has. */
export function reconcileQuery(spec: SpecOf<"reconcile">, scope: Scope): OwnQuery {
  const { contract, partition } = scope;
  const keys = Object.entries(spec.on);
  const compared = Object.entries(spec.compare);
  const names = [...new Set([...keys, ...compared].map(([name]) => name))];
  const timeKey = contract.time === null ? undefined : spec.on[contract.time.name];
  // Where the other side can't be cut to the partition, rows that only it has say nothing.
  const isWhole = partition === undefined || timeKey !== undefined;
  const otherRows =
    partition === undefined || timeKey === undefined
      ? []
      : [timeWithin(scope, sql`o.${identifier(timeKey)}`, partition)];
  const differing = anyOf([
    ...(spec.missing === "fail" ? [sql`a.here IS NULL`, sql`b.there IS NULL`] : []),
    ...compared.map(([own, other]) => differs(spec, scope, own, other)),
  ]);
  const shown = [
    ...keys.map(
      ([own, other]) =>
        sql`coalesce(a.${identifier(own)}::text, b.${identifier(other)}::text) AS ${identifier(own)}`,
    ),
    ...compared.map(([own]) => sql`a.${identifier(own)}::text AS ${identifier(`${own} here`)}`),
    ...compared.map(([own, other]) => sql`b.${identifier(other)}::text AS ${identifier(`${own} there`)}`),
  ];
  const both = spec.missing === "fail" ? [] : [sql`a.here IS NOT NULL AND b.there IS NOT NULL`];
  const query = sql`WITH pairs AS (
  SELECT ${list(shown)}, ${allOf([...both, differing])} AS differs
  FROM (SELECT ${list(names.map((name) => sql`t.${identifier(name)}`))}, true AS here
    FROM ${tableOf(scope)} AS t${where(rowsOfRun(scope))}) AS a
  ${isWhole ? sql`FULL` : sql`LEFT`} JOIN (SELECT o.*, true AS there
    FROM ${identifier(contract.schema, spec.with)} AS o${where(otherRows)}) AS b
  ON ${allOf(keys.map(([own, other]) => sql`a.${identifier(own)} = b.${identifier(other)}`))}),
differing AS (SELECT * FROM pairs WHERE differs)
${withEvidence(sql`differing`, sql`(SELECT count(*) FROM pairs)`, list(keys.map(([own]) => identifier(own))))}`;
  return {
    query,
    reads: `the rows of the run and of ${spec.with}, joined`,
    decide: (row) => evidenceOutcome(row, "reconcile", { other: spec.with }),
  };
}

/** A number on one side and none on the other differs; NaN differs from everything, itself included. */
function differs(spec: SpecOf<"reconcile">, scope: Scope, own: string, other: string): Fragment {
  const [a, b] = [sql`a.${identifier(own)}`, sql`b.${identifier(other)}`];
  const bothThere = sql`a.here AND b.there`;
  if (!isNumeric(scope.typeOf(own) ?? "")) return sql`(${bothThere} AND ${a} IS DISTINCT FROM ${b})`;
  const [left, right] = [sql`${a}::numeric`, sql`${b}::numeric`];
  const tolerance = value(spec.tolerance, "numeric");
  const allowed = spec.absolute ? tolerance : sql`${tolerance} * greatest(abs(${left}), abs(${right}))`;
  return sql`(${bothThere} AND ((${a} IS NULL) <> (${b} IS NULL) OR abs(${left} - ${right}) > ${allowed}
    OR ${left} = 'NaN' OR ${right} = 'NaN'))`;
}

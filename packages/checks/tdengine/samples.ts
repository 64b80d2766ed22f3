import { sampleColumns, type FailedCheck } from "../plan/failed-checks.ts";
import type { Statement } from "../plan/plan.ts";
import type { Scope } from "../plan/scope.ts";
import { alias, anyOf, identifier, list, sql, value } from "../sql/fragment.ts";
import { rowsIn, tableIn } from "./plan-tdengine.ts";
import { renderTdengine } from "./render.ts";

/** One query for failed rows, in the order of time; the rarest failure does not come first here. */
export function tdengineSamples(scope: Scope, failed: readonly FailedCheck[]): Statement[] {
  if (failed.length === 0) return [];
  const { time, sampleRows } = scope.contract;
  const fields = sampleColumns(scope).map((name, index) => sql`${identifier(name)} AS ${alias("c", index)}`);
  const flags = failed.map(
    ({ failing }, index) => sql`CASE WHEN ${failing} THEN 1 ELSE 0 END AS ${alias("p", index)}`,
  );
  const order = time === null ? sql`` : sql` ORDER BY ${identifier(time.name)}`;
  const query = sql`SELECT ${list([...fields, ...flags])} FROM ${tableIn(scope)}${rowsIn(scope, anyOf(failed.map(({ failing }) => failing)))}${order} LIMIT ${value(sampleRows)}`;
  return [
    {
      name: "scan-sample",
      ...renderTdengine(query),
      checks: failed.map(({ check }) => check.id),
      reads: "the rows of the run once",
    },
  ];
}

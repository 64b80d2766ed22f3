import type { Contract } from "../contract/contract.ts";
import { alias, column, list, sql, value, type Fragment } from "../sql/fragment.ts";
import { renderLiteral } from "../sql/literal.ts";
import { ownQuery } from "../own/own-query.ts";
import { seriesRows } from "../series/series.ts";
import { keyColumns } from "./failed-checks.ts";
import { planRun } from "./plan-run.ts";
import type { PlannedCheck } from "./plan.ts";
import { scanMeasure } from "./scan-measure.ts";
import type { RunOptions, Scope } from "./scope.ts";
import { factsFromContract } from "./table-facts.ts";
import { rowsOfRun, tableOf, where } from "./where.ts";

const MOST_ROWS = 100;

/**
 * SQL for PostgreSQL, with its values written in, that shows the rows a check finds failing, or what it counts where no
 * single row fails. Undefined for a check that needs no rows, for one that the contract does not have, and for TDengine.
 */
export function failingRowsSql(contract: Contract, checkId: string, options: RunOptions): string | undefined {
  if (contract.dialect === "tdengine") return undefined;
  const plan = planRun(contract, factsFromContract(contract), options);
  const planned = plan.checks.find(({ check }) => check.id === checkId);
  if (planned === undefined || planned.by === "facts") return undefined;
  const query = planned.by === "rows" ? rowsQuery(planned, plan.scope) : countQuery(planned, plan.scope);
  return query === undefined ? undefined : `${renderLiteral(query)};`;
}

function rowsQuery({ failing, series }: Extract<PlannedCheck, { by: "rows" }>, scope: Scope): Fragment {
  const order = sql`\nORDER BY ${list(keyColumns(scope.contract).map(column))}\nLIMIT ${value(MOST_ROWS, "bigint")}`;
  const ordered =
    keyColumns(scope.contract).length === 0 ? sql`\nLIMIT ${value(MOST_ROWS, "bigint")}` : order;
  if (series)
    return sql`SELECT * FROM (${seriesRows(scope, [failing])}) AS t\nWHERE t.${alias("g", 0)}${ordered}`;
  return sql`SELECT t.*\nFROM ${tableOf(scope)} AS t${where([...rowsOfRun(scope), failing])}${ordered}`;
}

function countQuery({ check }: PlannedCheck, scope: Scope): Fragment | undefined {
  if (scanMeasure(check, scope) !== undefined) return undefined;
  const own = ownQuery(check, scope);
  return "query" in own ? own.query : undefined;
}

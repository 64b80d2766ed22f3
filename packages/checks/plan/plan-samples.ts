import { column, alias, anyOf, join, list, sql, value, type Fragment } from "../sql/fragment.ts";
import { renderPostgres } from "../sql/postgres.ts";
import { tdengineSamples } from "../tdengine/samples.ts";
import { seriesRows } from "../series/series.ts";
import { failedChecks, keyColumns, sampleColumns, type FailedCheck } from "./failed-checks.ts";
import type { Plan, Results, Statement } from "./plan.ts";
import type { Scope } from "./scope.ts";
import { rowsOfRun, tableOf, where } from "./where.ts";

/**
 * One query for the failed rows of all checks of a scan, and only if there are some: at most `sampleRows` of the
 * contract, in the order of the key, each row with the checks that it fails. No check is crowded out: each has its share.
 */
export function planSamples(plan: Plan, results: Results): Statement[] {
  if (plan.scope.contract.sampleRows === 0) return [];
  if (plan.scope.contract.dialect === "tdengine")
    return tdengineSamples(plan.scope, failedChecks(plan, results, "scan"));
  return (["scan", "series"] as const).flatMap((source) => {
    const failed = failedChecks(plan, results, source);
    return failed.length === 0 ? [] : [sampleStatement(plan.scope, source, failed)];
  });
}

function sampleStatement(scope: Scope, source: "scan" | "series", failed: readonly FailedCheck[]): Statement {
  const fragment = source === "scan" ? scanSample(scope, failed) : seriesSample(scope, failed);
  return {
    name: `${source}-sample`,
    ...renderPostgres(fragment),
    checks: failed.map(({ check }) => check.id),
    reads: source === "scan" ? "the rows of the run once" : "the rows of the run, sorted by symbol and time",
  };
}

function scanSample(scope: Scope, failed: readonly FailedCheck[]): Fragment {
  const conditions = failed.map(({ failing }) => failing);
  const from = sql`${tableOf(scope)} AS t${where([...rowsOfRun(scope), anyOf(conditions)])}`;
  return limited(scope, failed, conditions, from);
}

function seriesSample(scope: Scope, failed: readonly FailedCheck[]): Fragment {
  const rows = seriesRows(
    scope,
    failed.map(({ failing }) => failing),
  );
  const conditions = failed.map((_, index) => sql`t.${alias("g", index)}`);
  return limited(scope, failed, conditions, sql`(${rows}) AS t\nWHERE ${anyOf(conditions)}`, false);
}

function limited(
  scope: Scope,
  failed: readonly FailedCheck[],
  conditions: readonly Fragment[],
  from: Fragment,
  hasPlace = true,
): Fragment {
  const { sampleRows } = scope.contract;
  const fields = sampleColumns(scope).map(
    (name, index) => sql`left(${column(name)}::text, 200) AS ${alias("c", index)}`,
  );
  const flags = conditions.map(
    (condition, index) => sql`coalesce(${condition}, false) AS ${alias("p", index)}`,
  );
  const order = orderOf(scope, hasPlace);
  const share = Math.max(1, Math.floor(sampleRows / failed.length));
  // One condition is no rank, and PostgreSQL refuses a constant in ORDER BY.
  const rarest = conditions.length === 1 ? [] : [rankOf(conditions)];
  const sorted = [...rarest, ...order];
  const limit = sql`LIMIT ${value(sampleRows, "bigint")}`;
  // Only the most frequent failure can fill what is left, so a plain limit is fair when the others fit their share.
  if (failed.slice(0, -1).every(({ count }) => count <= share))
    return sql`SELECT ${list([...fields, ...flags])}\nFROM ${from}${orderBy(sorted)}${limit}`;
  const place = sql`row_number() OVER (PARTITION BY ${list(rarest)}${orderBy(order)}) AS place`;
  return sql`SELECT * FROM (SELECT ${list([...fields, ...flags, place])}\nFROM ${from}) AS ranked
WHERE place <= ${value(share, "bigint")}\n${limit}`;
}

/** Which failing check a row is kept for: the rarest of its own. */
function rankOf(conditions: readonly Fragment[]): Fragment {
  const cases = conditions.map((condition, index) => sql`WHEN ${condition} THEN ${value(index, "bigint")}`);
  return sql`CASE ${join(cases, sql` `)} END`;
}

/** Repeatable: by key, and by the row's place where the key is doubled. */
function orderOf({ contract, facts }: Scope, hasPlace: boolean): Fragment[] {
  const known = new Set(facts.columns.map(({ name }) => name));
  const names = keyColumns(contract).filter((name) => known.has(name));
  const place = hasPlace && ["table", "partitioned", "materialized"].includes(facts.kind);
  return [...names.map(column), ...(place ? [sql`t.tableoid`, sql`t.ctid`] : [])];
}

const orderBy = (order: readonly Fragment[]): Fragment =>
  order.length === 0 ? sql`\n` : sql`\nORDER BY ${list(order)}\n`;

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

/** OFFSET 0 is a fence: without it the planner may walk an index in the order of the key and fetch every row singly. */
function scanSample(scope: Scope, failed: readonly FailedCheck[]): Fragment {
  const conditions = failed.map(({ failing }) => failing);
  const names = sampleColumns(scope).map(column);
  const marks = conditions.map((condition, index) => sql`${condition} AS ${alias("g", index)}`);
  const place = hasPlace(scope) ? [sql`t.tableoid`, sql`t.ctid`] : [];
  const rows = sql`SELECT ${list([...names, ...marks, ...place])}
  FROM ${tableOf(scope)} AS t${where([...rowsOfRun(scope), anyOf(conditions)])} OFFSET 0`;
  return limited(scope, failed, sql`(${rows}) AS t`, place);
}

function seriesSample(scope: Scope, failed: readonly FailedCheck[]): Fragment {
  const rows = seriesRows(
    scope,
    failed.map(({ failing }) => failing),
  );
  return limited(scope, failed, sql`(${rows}) AS t\nWHERE ${anyOf(marksOf(failed))}`, []);
}

const marksOf = (failed: readonly FailedCheck[]): Fragment[] =>
  failed.map((_, index) => sql`t.${alias("g", index)}`);

function limited(
  scope: Scope,
  failed: readonly FailedCheck[],
  from: Fragment,
  place: readonly Fragment[],
): Fragment {
  const { sampleRows } = scope.contract;
  const conditions = marksOf(failed);
  const fields = sampleColumns(scope).map(
    (name, index) => sql`left(${column(name)}::text, 200) AS ${alias("c", index)}`,
  );
  const flags = conditions.map(
    (condition, index) => sql`coalesce(${condition}, false) AS ${alias("p", index)}`,
  );
  const order = [...orderOf(scope), ...place];
  const share = Math.max(1, Math.floor(sampleRows / failed.length));
  // One condition is no rank, and PostgreSQL refuses a constant in ORDER BY.
  const rarest = conditions.length === 1 ? [] : [rankOf(conditions)];
  const sorted = [...rarest, ...order];
  const limit = sql`LIMIT ${value(sampleRows, "bigint")}`;
  // Only the most frequent failure can fill what is left, so a plain limit is fair when the others fit their share.
  if (failed.slice(0, -1).every(({ count }) => count <= share))
    return sql`SELECT ${list([...fields, ...flags])}\nFROM ${from}${orderBy(sorted)}${limit}`;
  const number = sql`row_number() OVER (PARTITION BY ${list(rarest)}${orderBy(order)}) AS place`;
  return sql`SELECT * FROM (SELECT ${list([...fields, ...flags, number])}\nFROM ${from}) AS ranked
WHERE place <= ${value(share, "bigint")}\n${limit}`;
}

/** Which failing check a row is kept for: the rarest of its own. */
function rankOf(conditions: readonly Fragment[]): Fragment {
  const cases = conditions.map((condition, index) => sql`WHEN ${condition} THEN ${value(index, "bigint")}`);
  return sql`CASE ${join(cases, sql` `)} END`;
}

/** Repeatable: by key, and then by the row's place where the key is doubled. */
function orderOf({ contract, facts }: Scope): Fragment[] {
  const known = new Set(facts.columns.map(({ name }) => name));
  return keyColumns(contract)
    .filter((name) => known.has(name))
    .map(column);
}

const hasPlace = ({ facts }: Scope): boolean => ["table", "partitioned", "materialized"].includes(facts.kind);

const orderBy = (order: readonly Fragment[]): Fragment =>
  order.length === 0 ? sql`\n` : sql`\nORDER BY ${list(order)}\n`;

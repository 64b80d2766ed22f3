import type { SpecOf } from "../contract/check-spec.ts";
import { column, identifier, list, sql, value, type Fragment } from "../sql/fragment.ts";
import type { KeySample, Outcome } from "../judge/outcome.ts";
import type { Scope } from "../plan/scope.ts";
import type { FactIndex } from "../plan/table-facts.ts";
import { rowsOfRun, tableOf, where } from "../plan/where.ts";
import type { OwnQuery } from "./own-query-type.ts";

/** Doubled keys that a run keeps. */
const KEYS_KEPT = 200;

/**
 * Name of an index that proves the key unique: valid, whole, of plain columns, all within the key. One over columns that
 * may be NULL proves nothing, unless NULLs count as equal; nor does a parent's index for tables that inherit from it.
 */
export function provingIndex(key: readonly string[], scope: Scope): string | undefined {
  if (scope.facts.inherited) return undefined;
  return scope.facts.indexes.find(
    ({ unique, valid, partial, nullsNotDistinct, columns }) =>
      unique &&
      valid &&
      !partial &&
      columns.every(
        (part) =>
          part !== null && key.includes(part.name) && (nullsNotDistinct || !scope.isNullable(part.name)),
      ),
  )?.name;
}

/** An index whose order brings equal keys together. */
function orderingIndex(key: readonly string[], { facts }: Scope): FactIndex | undefined {
  return facts.indexes.find(({ columns, valid, partial, method }) => {
    const leading = columns.slice(0, key.length);
    return (
      valid &&
      !partial &&
      method === "btree" &&
      leading.length === key.length &&
      key.every((name) => leading.some((part) => part?.name === name))
    );
  });
}

/**
 * How many keys come more than once, how many rows have them, and the first of them. Keys are compared as tuples, column
 * by column, NULL equal to NULL: nothing is joined to text, so ('x||y','z') and ('x','y||z') differ.
 */
export function duplicateQuery(spec: SpecOf<"duplicateValues">, scope: Scope): OwnQuery {
  const { columns } = spec;
  const index = orderingIndex(columns, scope);
  const keys = columns.map((_, position) => identifier(`k${position}`));
  const doubled =
    index === undefined || scope.partition !== undefined
      ? groupedKeys(columns, scope)
      : keysByOrder(columns, index, scope);
  const texts = keys.map((key) => sql`${key}::text`);
  const query = sql`WITH doubled AS (${doubled})
SELECT (SELECT count(*) FROM doubled) AS keys, (SELECT coalesce(sum(rows), 0) FROM doubled) AS rows,
  (SELECT json_agg(sample) FROM (SELECT json_build_array(${list(texts)}) AS key, rows FROM doubled
    ORDER BY ${list(keys)} LIMIT ${value(KEYS_KEPT, "bigint")}) AS sample) AS sample`;
  return { query, reads: "the key of the rows of the run", decide: (row) => duplicateOutcome(spec, row) };
}

function named(columns: readonly string[]): Fragment {
  return list(columns.map((name, position) => sql`${column(name)} AS ${identifier(`k${position}`)}`));
}

function groupedKeys(columns: readonly string[], scope: Scope): Fragment {
  return sql`
  SELECT ${named(columns)}, count(*) AS rows
  FROM ${tableOf(scope)} AS t${where(rowsOfRun(scope))}
  GROUP BY ${list(columns.map(column))} HAVING count(*) > 1`;
}

/**
 * Grouping rows that the index brings in order takes a third of hashing a million keys, and half of comparing each with
 * the row before by lag(). OFFSET 0 keeps the planner from putting the order aside.
 */
function keysByOrder(columns: readonly string[], index: FactIndex, scope: Scope): Fragment {
  const order = index.columns.slice(0, columns.length).map((part) => directed(part!));
  const keys = columns.map((_, position) => identifier(`k${position}`));
  return sql`
  SELECT ${list(keys)}, count(*) AS rows
  FROM (SELECT ${named(columns)} FROM ${tableOf(scope)} AS t${where(rowsOfRun(scope))}
    ORDER BY ${list(order)} OFFSET 0) AS ordered
  GROUP BY ${list(keys)} HAVING count(*) > 1`;
}

function directed({ name, descending, nullsFirst }: NonNullable<FactIndex["columns"][number]>): Fragment {
  return sql`${column(name)}${descending ? sql` DESC` : sql``}${nullsFirst ? sql` NULLS FIRST` : sql` NULLS LAST`}`;
}

/** The unit is surplus rows: those beyond the first of each key. */
function duplicateOutcome(spec: SpecOf<"duplicateValues">, row: Record<string, unknown>): Outcome {
  const [keys, rows] = [Number(row["keys"]), Number(row["rows"])];
  const sample = (row["sample"] ?? []) as { key: (string | null)[]; rows: number }[];
  const named = sample.map(({ key, rows }): KeySample => ({
    key: Object.fromEntries(spec.columns.map((name, index) => [name, key[index] ?? null])),
    rows,
  }));
  return {
    measured: rows - keys,
    failedRows: rows - keys,
    reason: "duplicates",
    params: { keys, surplus: rows - keys, rows },
    keys: named,
  };
}

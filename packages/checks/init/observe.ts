import { boundType } from "../plan/column-type.ts";
import type { TableFacts } from "../plan/table-facts.ts";
import { column, identifier, list, sql, value, type Fragment } from "../sql/fragment.ts";
import { renderPostgres, type PostgresStatement } from "../sql/postgres.ts";

/** More different values than this are no closed set. */
const MOST_VALUES = 12;

/** What a column was seen to hold. */
export interface Observed {
  nulls: number;
  min: string | null;
  max: string | null;
  /** All values of a text column that has few of them. */
  values: string[] | null;
}

export interface Observations {
  rows: number;
  columns: Record<string, Observed>;
}

/** Counts, ends and small sets of values of a table's columns: one scan, and one more for each text column. */
export function observationStatement(
  { schema, table }: { schema: string; table: string },
  { columns }: TableFacts,
): PostgresStatement {
  const from = identifier(schema, table);
  const parts = columns.map(({ name, type }) => {
    const ends = hasEnds(type)
      ? sql`min(${finite(name, type)})::text, max(${finite(name, type)})::text`
      : sql`NULL::text, NULL::text`;
    return sql`json_build_array(count(*) - count(${column(name)}), ${ends}, ${valuesOf(name, type, from)})`;
  });
  return renderPostgres(
    sql`SELECT count(*) AS rows, json_build_array(${list(parts)}) AS columns FROM ${from} AS t`,
  );
}

const hasEnds = (type: string): boolean =>
  ["bigint", "numeric", "float8", "date", "timestamptz", "timestamp"].includes(boundType(type));

/** NaN would be the largest. */
function finite(name: string, type: string): Fragment {
  const bound = boundType(type);
  if (bound !== "float8" && bound !== "numeric") return column(name);
  return sql`CASE WHEN ${column(name)} < ${value("Infinity", bound)} AND ${column(name)} > ${value("-Infinity", bound)} THEN ${column(name)} END`;
}

function valuesOf(name: string, type: string, from: Fragment): Fragment {
  if (!/^(text|character varying)/.test(type)) return sql`NULL::json`;
  return sql`(SELECT json_agg(v.value ORDER BY v.value) FROM (SELECT DISTINCT t.${identifier(name)}::text AS value
    FROM ${from} AS t WHERE t.${identifier(name)} IS NOT NULL LIMIT ${value(MOST_VALUES + 1, "bigint")}) AS v)`;
}

export function readObservations(
  rows: readonly Record<string, unknown>[],
  { columns }: TableFacts,
): Observations {
  const [row] = rows;
  const seen = (row?.["columns"] ?? []) as [number, string | null, string | null, string[] | null][];
  return {
    rows: Number(row?.["rows"] ?? 0),
    columns: Object.fromEntries(
      columns.map(({ name }, index) => {
        const [nulls = 0, min = null, max = null, values = null] = seen[index] ?? [];
        return [
          name,
          { nulls, min, max, values: values !== null && values.length <= MOST_VALUES ? values : null },
        ];
      }),
    ),
  };
}

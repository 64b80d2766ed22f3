import type pg from "pg";

/**
 * What the migrations add up to, as text: tables with columns, constraints and indexes, views with columns. Without
 * partitions, and equal on every supported PostgreSQL; not meant to be run.
 */
export async function dumpSchema(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ relation: string }>(RELATIONS);
  const head = "-- Made by `node packages/store/write-schema.ts` from the migrations. Do not edit.";
  return [head, ...rows.map(({ relation }) => relation)].join("\n\n") + "\n";
}

const RELATIONS = `
SELECT
  CASE c.relkind WHEN 'v' THEN 'VIEW ' ELSE 'TABLE ' END || n.nspname || '.' || c.relname || E' (\\n' ||
  (SELECT string_agg(
     '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) ||
       CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END ||
       CASE WHEN a.attidentity <> '' THEN ' IDENTITY' ELSE '' END ||
       coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), ''),
     E',\\n' ORDER BY a.attnum)
   FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) ||
  E'\\n)' || coalesce(' PARTITION BY ' || pg_get_partkeydef(c.oid), '') ||
  coalesce((
    SELECT string_agg(E'\\n  ' || pg_get_constraintdef(k.oid), '' ORDER BY k.contype, k.conname)
    FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('c', 'f')), '') ||
  coalesce((
    SELECT string_agg(E'\\n  ' || pg_get_indexdef(i.indexrelid), '' ORDER BY i.indexrelid::regclass::text COLLATE "C")
    FROM pg_index i WHERE i.indrelid = c.oid), '') AS relation
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname NOT LIKE 'pg_temp%'
ORDER BY n.nspname, c.relname`;

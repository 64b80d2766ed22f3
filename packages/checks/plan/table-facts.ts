import type { Contract } from "../contract/contract.ts";
import { sql, value } from "../sql/fragment.ts";
import { renderPostgres, type PostgresStatement } from "../sql/postgres.ts";

export interface FactColumn {
  name: string;
  /** As PostgreSQL prints it: `numeric(12,3)`, `timestamp with time zone`. */
  type: string;
  nullable: boolean;
}

export interface FactIndex {
  name: string;
  /** Key columns in order; `null` for an expression. */
  columns: ({ name: string; descending: boolean; nullsFirst: boolean } | null)[];
  method: string;
  unique: boolean;
  valid: boolean;
  partial: boolean;
  nullsNotDistinct: boolean;
}

/** What the catalog knows of a table; `planRun` needs it to choose the cheapest right SQL. */
export interface TableFacts {
  kind: "table" | "partitioned" | "view" | "materialized" | "foreign" | "superTable";
  /** Other tables inherit from it without being its partitions: an index of this one proves nothing for theirs. */
  inherited: boolean;
  /** The planner's estimate, −1 where it has none. */
  estimatedRows: number;
  columns: FactColumn[];
  indexes: FactIndex[];
}

/** One row with one JSON column, or no row where there is no such table. For PostgreSQL 15 and later. */
export function tableFactsStatement({
  schema,
  table,
}: Pick<Contract, "schema" | "table">): PostgresStatement {
  return renderPostgres(sql`
SELECT pg_catalog.json_build_object(
  'kind', c.relkind,
  'inherited', c.relkind <> 'p' AND EXISTS (SELECT 1 FROM pg_catalog.pg_inherits h WHERE h.inhparent = c.oid),
  'estimatedRows', c.reltuples,
  'columns', (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', a.attname,
      'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'nullable', NOT a.attnotnull) ORDER BY a.attnum)
    FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
  'indexes', (
    SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', ic.relname, 'method', m.amname, 'unique', i.indisunique,
      'valid', i.indisvalid AND i.indisready, 'partial', i.indpred IS NOT NULL, 'nullsNotDistinct', i.indnullsnotdistinct,
      'columns', (
        SELECT pg_catalog.json_agg(CASE WHEN k.attnum = 0 THEN NULL ELSE pg_catalog.json_build_object('name', ka.attname,
          'descending', (i.indoption[k.position - 1] & 1) = 1, 'nullsFirst', (i.indoption[k.position - 1] & 2) = 2) END
          ORDER BY k.position)
        FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k(attnum, position)
        LEFT JOIN pg_catalog.pg_attribute ka ON ka.attrelid = c.oid AND ka.attnum = k.attnum
        WHERE k.position <= i.indnkeyatts)) ORDER BY ic.relname)
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
    JOIN pg_catalog.pg_am m ON m.oid = ic.relam
    WHERE i.indrelid = c.oid)) AS facts
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ${value(schema, "text")} AND c.relname = ${value(table, "text")}
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f')`);
}

const KINDS: Record<string, TableFacts["kind"]> = {
  r: "table",
  p: "partitioned",
  v: "view",
  m: "materialized",
  f: "foreign",
};

/** The facts out of the statement's rows; undefined where the table is not there. */
export function readTableFacts(rows: readonly Record<string, unknown>[]): TableFacts | undefined {
  const facts = rows[0]?.["facts"] as (Omit<TableFacts, "kind"> & { kind: string }) | undefined;
  if (facts === undefined) return undefined;
  return { ...facts, kind: KINDS[facts.kind]!, columns: facts.columns ?? [], indexes: facts.indexes ?? [] };
}

const ASSUMED: Record<string, string> = {
  string: "text",
  integer: "bigint",
  number: "double precision",
  boolean: "boolean",
  date: "date",
  timestamp: "timestamp with time zone",
  time: "time without time zone",
};

/** What the contract itself says of its table: enough to explain a run without a connection. */
export function factsFromContract({ columns, dialect }: Contract): TableFacts {
  return {
    kind: dialect === "tdengine" ? "superTable" : "table",
    inherited: false,
    estimatedRows: -1,
    columns: columns.map(({ name, type, physicalType, required }) => ({
      name,
      type: physicalType ?? ASSUMED[type] ?? "text",
      nullable: !required,
    })),
    indexes: [],
  };
}

import type { Contract } from "../contract/contract.ts";
import type { StatementResult } from "../plan/plan.ts";
import type { TableFacts } from "../plan/table-facts.ts";
import { identifier, sql } from "../sql/fragment.ts";
import { renderTdengine } from "./render.ts";

/** The body of an answer to `POST /rest/sql`, as TDengine 3 gives it. */
interface RestAnswer {
  code: number;
  desc?: string;
  column_meta?: [name: string, type: string, bytes: number][];
  data?: unknown[][];
}

/** An answer of the REST interface as the result of a statement. Errors come with status 200 and a code. */
export function tdengineResult(body: unknown): StatementResult {
  const { code, desc, column_meta: columns = [], data = [] } = body as RestAnswer;
  if (code !== 0) return { error: `TDengine ${code}: ${desc ?? "no description"}` };
  const rows = data.map((fields) =>
    Object.fromEntries(fields.map((field, index) => [columns[index]?.[0] ?? String(index), field])),
  );
  // An aggregate over nothing may come as no row at all, depending on countAlwaysReturnValue.
  return { rows: rows.length === 0 ? [{}] : rows };
}

/** The text to send for the facts of a table. */
export function tdengineFactsStatement({ schema, table }: Pick<Contract, "schema" | "table">): string {
  return renderTdengine(sql`DESCRIBE ${identifier(schema, table)}`).text;
}

const TYPES: Record<string, string> = {
  TIMESTAMP: "timestamp with time zone",
  BOOL: "boolean",
  TINYINT: "smallint",
  SMALLINT: "smallint",
  INT: "integer",
  BIGINT: "bigint",
  "TINYINT UNSIGNED": "smallint",
  "SMALLINT UNSIGNED": "integer",
  "INT UNSIGNED": "bigint",
  "BIGINT UNSIGNED": "numeric",
  FLOAT: "real",
  DOUBLE: "double precision",
};

/** The facts out of DESCRIBE's answer (field, type, length, note); undefined where the table is not there. */
export function readTdengineFacts(result: StatementResult): TableFacts | undefined {
  if ("error" in result) return undefined;
  const columns = result.rows.flatMap(({ field, type }, index) =>
    typeof field === "string" && typeof type === "string"
      ? [{ name: field, type: typeName(type), nullable: index > 0 }]
      : [],
  );
  return { kind: "superTable", inherited: false, estimatedRows: -1, columns, indexes: [] };
}

const typeName = (type: string): string =>
  TYPES[type] ?? (type.startsWith("DECIMAL") ? type.toLowerCase().replace("decimal", "numeric") : "text");

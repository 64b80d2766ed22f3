import { suggestion } from "@mystocks/near-match";
import { hasSqlDetails, loadModule, parseSync } from "libpg-query";
import { quoteIdentifier } from "../sql/postgres.ts";
import { ALLOWED_FUNCTIONS, ALLOWED_NODES, ALLOWED_TYPES, ALLOWED_VALUE_FUNCTIONS } from "./allowed-sql.ts";

// The parser is WebAssembly and loads asynchronously; a contract is parsed synchronously.
await loadModule();

export interface AuthorDataset {
  schema: string;
  table: string;
  column?: string | undefined;
}

/** A query in which every table and function is qualified, and the tables of the dataset's schema that it reads. */
export interface CheckedQuery {
  text: string;
  tables: string[];
}

export interface RefusedQuery {
  problem: string;
  remedy?: string;
}

/**
 * Lets through one SELECT over tables of the dataset's schema, with known functions. It is judged by PostgreSQL's own
 * parse tree, not by its text, and each name is tied to its schema, so that a search path can't point it elsewhere.
 * `${table}` and `${column}` (also `{table}`, `{column}`) stand for the dataset's.
 */
export function checkedQuery(query: string, dataset: AuthorDataset): CheckedQuery | RefusedQuery {
  const text = withNames(query, dataset);
  if (text.includes("\0")) return { problem: "the query holds NUL" };
  let statements: ParsedStatement[];
  try {
    statements = parseSync(text).stmts ?? [];
  } catch (error) {
    const at = hasSqlDetails(error) ? `, near character ${(error.sqlDetails?.cursorPosition ?? 0) + 1}` : "";
    return { problem: `PostgreSQL can't parse the query: ${(error as Error).message}${at}` };
  }
  if (statements.length !== 1 || !isNode(statements[0]?.stmt) || !("SelectStmt" in statements[0].stmt))
    return { problem: "the query is not one SELECT", remedy: "write one SELECT that gives one value" };
  const walk = new Walk(dataset.schema);
  try {
    walk.visit(statements[0].stmt, new Set());
  } catch (error) {
    if (error instanceof Refusal)
      return { problem: error.message, ...(error.remedy === undefined ? {} : { remedy: error.remedy }) };
    throw error;
  }
  return {
    text: inserted(withoutEnd(text, statements[0]), walk.insertions),
    tables: [...walk.tables].sort(),
  };
}

interface ParsedStatement {
  stmt?: unknown;
  /** In bytes of UTF-8, up to its semicolon; 0 or nothing where it has none. */
  stmt_location?: number;
  stmt_len?: number;
}

/** The statement without its semicolon, and without what stands after that. */
function withoutEnd(
  text: string,
  { stmt_location: from = 0, stmt_len: length = 0 }: ParsedStatement,
): string {
  if (length === 0) return text;
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, from + length));
}

function withNames(query: string, { schema, table, column }: AuthorDataset): string {
  return query
    .replaceAll(
      /\$?\{(?:table|object|model)\}/g,
      () => `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`,
    )
    .replaceAll(/\$?\{(?:column|property|field)\}/g, (all) =>
      column === undefined ? all : quoteIdentifier(column),
    );
}

class Refusal extends Error {
  readonly remedy: string | undefined;
  constructor(message: string, remedy?: string) {
    super(message);
    this.remedy = remedy;
  }
}

type Node = Record<string, unknown>;
interface Insertion {
  /** In bytes of UTF-8, as PostgreSQL counts. */
  offset: number;
  text: string;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

class Walk {
  readonly insertions: Insertion[] = [];
  readonly tables = new Set<string>();
  readonly #schema: string;

  constructor(schema: string) {
    this.#schema = schema;
  }

  /** `scope` holds the names of WITH that are visible here. */
  visit(value: unknown, scope: ReadonlySet<string>): void {
    if (Array.isArray(value)) return value.forEach((item) => this.visit(item, scope));
    if (!isNode(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      if (isNode(inner) && /^[A-Z]/.test(key)) this.#node(key, inner, scope);
      else if (key === "larg" || key === "rarg") this.#operand(inner, scope);
      else this.visit(inner, scope);
    }
  }

  /** Both sides of a UNION are bare SelectStmts; a JOIN's sides are named nodes. */
  #operand(inner: unknown, scope: ReadonlySet<string>): void {
    if (isNode(inner) && ("op" in inner || "targetList" in inner)) this.#node("SelectStmt", inner, scope);
    else this.visit(inner, scope);
  }

  #node(type: string, node: Node, scope: ReadonlySet<string>): void {
    if (!ALLOWED_NODES.has(type)) throw new Refusal(`${nodeName(type)} may not stand in a query`);
    switch (type) {
      case "SelectStmt":
        return this.#select(node, scope);
      case "RangeVar":
        return this.#table(node, scope);
      case "FuncCall":
        this.#function(node);
        break;
      case "TypeName":
        this.#type(node);
        break;
      case "SQLValueFunction":
        if (!ALLOWED_VALUE_FUNCTIONS.has(String(node["op"])))
          throw new Refusal(`${String(node["op"]).replace("SVFOP_", "")} may not stand in a query`);
        break;
    }
    refuseQualifiedOperator(node);
    this.visit(node, scope);
    // Types and aliases hang on their nodes without a name of their own.
    if (isNode(node["typeName"])) this.#type(node["typeName"]);
  }

  #select(node: Node, scope: ReadonlySet<string>): void {
    if (node["intoClause"] !== undefined) throw new Refusal("SELECT INTO writes");
    if (node["lockingClause"] !== undefined) throw new Refusal("FOR UPDATE locks rows");
    const inside = new Set(scope);
    const clause = node["withClause"] as { ctes?: Node[]; recursive?: boolean } | undefined;
    if (clause?.recursive === true) throw new Refusal("WITH RECURSIVE may not stand in a query");
    for (const cte of clause?.ctes ?? []) {
      this.visit(cte, inside);
      inside.add(String((cte["CommonTableExpr"] as Node)["ctename"]));
    }
    const { withClause: _, ...rest } = node;
    this.visit(rest, inside);
  }

  #table(node: Node, scope: ReadonlySet<string>): void {
    const { schemaname, relname, catalogname } = node as Record<string, string | undefined>;
    if (schemaname === undefined && scope.has(relname!)) return;
    if (catalogname !== undefined) throw new Refusal(`${catalogname}.${schemaname} names a database`);
    if (schemaname !== undefined && schemaname !== this.#schema)
      throw new Refusal(
        `${schemaname}.${relname} is outside the dataset's schema ${JSON.stringify(this.#schema)}`,
        "read tables of that schema only",
      );
    this.tables.add(relname!);
    if (schemaname === undefined) this.#qualify(node, this.#schema);
  }

  #function(node: Node): void {
    const names = (node["funcname"] as { String: { sval: string } }[]).map(({ String: { sval } }) => sval);
    const name = names.at(-1)!;
    const isOurs = names.length === 1 || (names.length === 2 && names[0] === "pg_catalog");
    if (!isOurs || !ALLOWED_FUNCTIONS.has(name))
      throw new Refusal(
        `function ${names.join(".")} is not one that a query may call`,
        suggestion(name, [...ALLOWED_FUNCTIONS])?.replace(/^there is.*/, "see the list in packages/checks"),
      );
    // Syntax such as EXTRACT(…) is tied to pg_catalog by the parser.
    if (names.length === 1) this.#qualify(node, "pg_catalog");
  }

  #type(node: Node): void {
    const names = ((node["names"] ?? []) as { String: { sval: string } }[]).map(
      ({ String: { sval } }) => sval,
    );
    const isOurs = names.length === 1 || (names.length === 2 && names[0] === "pg_catalog");
    if (!isOurs || !ALLOWED_TYPES.has(names.at(-1)!))
      throw new Refusal(`type ${names.join(".")} is not one that a query may cast to`);
  }

  #qualify(node: Node, schema: string): void {
    // The parser leaves out a location that is 0.
    const offset = (node["location"] as number | undefined) ?? 0;
    if (offset < 0) throw new Refusal("a name whose place is unknown may not stand in a query");
    this.insertions.push({ offset, text: `${quoteIdentifier(schema)}.` });
  }
}

/** An operator of another schema is a function of it; it may stand in an expression, before ANY, and in ORDER BY … USING. */
function refuseQualifiedOperator({ name, operName, useOp }: Node): void {
  for (const names of [name, operName, useOp])
    if (Array.isArray(names) && names.length > 1)
      throw new Refusal("OPERATOR(schema.name) may not stand in a query");
}

function nodeName(type: string): string {
  return type.replace(/Stmt$/, "").replace(/^A_/, "");
}

function inserted(text: string, insertions: readonly Insertion[]): string {
  const bytes = new TextEncoder().encode(text);
  const decode = (from: number, to?: number) => new TextDecoder().decode(bytes.subarray(from, to));
  const inOrder = [...insertions].sort((a, b) => a.offset - b.offset);
  let at = 0;
  let result = "";
  for (const { offset, text: added } of inOrder) {
    result += decode(at, offset) + added;
    at = offset;
  }
  return result + decode(at);
}

import type { SqlToken } from "./sql-lexer.ts";

/** What a statement does, and to which table first; empty string: not found. */
export interface SqlSubject {
  /** Upper case: SELECT, INSERT, COPY, … */
  verb: string;
  /** Without quotes and schema. */
  table: string;
}

const MAIN_VERBS = new Set(["SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "TABLE"]);
const PREFIXES = new Set(["EXPLAIN", "ANALYZE", "VERBOSE", "PREPARE", "AS"]);
/** FROM within their brackets names no table. */
const FROM_IN_ARGUMENTS = new Set(["EXTRACT", "SUBSTRING", "TRIM", "OVERLAY", "POSITION"]);
const BEFORE_OTHER_UPDATE = new Set(["FOR", "DO", "ON", "KEY"]);
const BEFORE_TABLE = new Set([
  "ONLY",
  "IF",
  "NOT",
  "EXISTS",
  "LOW_PRIORITY",
  "IGNORE",
  "CONCURRENTLY",
  "TABLE",
]);

export function sqlSubject(tokens: readonly SqlToken[]): SqlSubject {
  const verb = verbOf(tokens);
  return { verb, table: firstTable(tokens, verb, commonTableNames(tokens)) };
}

function verbOf(tokens: readonly SqlToken[]): string {
  const first = tokens.findIndex(({ kind, text }) => kind === "word" && !PREFIXES.has(text.toUpperCase()));
  if (first < 0) return "";
  const word = wordAt(tokens, first);
  if (word !== "WITH") return word.slice(0, 32);
  let depth = 0;
  for (let at = first; at < tokens.length; at++) {
    if (tokens[at]!.text === "(") depth++;
    else if (tokens[at]!.text === ")") depth--;
    else if (depth === 0 && MAIN_VERBS.has(wordAt(tokens, at))) return wordAt(tokens, at);
  }
  return word;
}

function wordAt(tokens: readonly SqlToken[], at: number): string {
  const token = tokens[at];
  return token?.kind === "word" ? token.text.toUpperCase() : "";
}

/** `WITH recent (a, b) AS NOT MATERIALIZED (`: the name a query gives itself is no table. */
function commonTableNames(tokens: readonly SqlToken[]): Set<string> {
  const names = new Set<string>();
  if (!tokens.some((_, at) => wordAt(tokens, at) === "WITH")) return names;
  for (let at = 2; at < tokens.length; at++) {
    if (tokens[at]!.text !== "(") continue;
    let before = at - 1;
    while (["MATERIALIZED", "NOT"].includes(wordAt(tokens, before))) before--;
    if (wordAt(tokens, before) !== "AS") continue;
    const name = tokens[beforeColumns(tokens, before - 1)];
    if (name !== undefined && isNameToken(name.kind)) names.add(unquoted(name.text).toLowerCase());
  }
  return names;
}

const MOST_COLUMNS = 100;

/** Index of the name before a list of columns that ends at `at`; `at` when there is no such list. */
function beforeColumns(tokens: readonly SqlToken[], at: number): number {
  if (tokens[at]?.text !== ")") return at;
  for (let back = at - 1; back > 0 && back > at - 2 * MOST_COLUMNS; back--) {
    if (tokens[back]!.text === "(") return back - 1;
  }
  return at;
}

function isNameToken(kind: SqlToken["kind"]): boolean {
  return kind === "word" || kind === "name";
}

function firstTable(tokens: readonly SqlToken[], verb: string, own: ReadonlySet<string>): string {
  const brackets: boolean[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const { text } = tokens[at]!;
    if (text === "(") brackets.push(FROM_IN_ARGUMENTS.has(wordAt(tokens, at - 1)));
    else if (text === ")") brackets.pop();
    else if (brackets.at(-1) !== true && namesTable(tokens, at, verb)) {
      const table = tableAfter(tokens, at + 1);
      if (table !== "" && !own.has(table.toLowerCase())) return table;
    }
  }
  return "";
}

function namesTable(tokens: readonly SqlToken[], at: number, verb: string): boolean {
  const before = wordAt(tokens, at - 1);
  switch (wordAt(tokens, at)) {
    case "FROM":
      return before !== "DISTINCT";
    case "JOIN":
    case "INTO":
      return true;
    case "UPDATE":
      return !BEFORE_OTHER_UPDATE.has(before);
    case "COPY":
    case "TRUNCATE":
    case "VACUUM":
    case "REINDEX":
      return verb === wordAt(tokens, at);
    case "TABLE":
      return ["CREATE", "ALTER", "DROP", "LOCK"].includes(verb);
    default:
      return false;
  }
}

function tableAfter(tokens: readonly SqlToken[], from: number): string {
  let at = from;
  while (BEFORE_TABLE.has(wordAt(tokens, at))) at++;
  let table = "";
  for (; isNameToken(tokens[at]?.kind ?? "symbol"); at += 2) {
    table = unquoted(tokens[at]!.text);
    if (tokens[at + 1]?.text !== ".") break;
  }
  const isFunction = tokens[at + 1]?.text === "(" && ["FROM", "JOIN"].includes(wordAt(tokens, from - 1));
  return isFunction || ["SELECT", "LATERAL", "VALUES"].includes(table.toUpperCase())
    ? ""
    : table.slice(0, 128);
}

function unquoted(name: string): string {
  const quote = name[0];
  if (quote !== '"' && quote !== "`") return name;
  return name.slice(1, -1).replaceAll(quote + quote, quote);
}

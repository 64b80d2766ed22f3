import { tokenizeSql } from "./tokens.ts";
import type { SqlToken } from "./tokens.ts";

/** Words that begin a clause; a join's first word begins its line. */
const CLAUSES = new Set(
  "from where group order having limit offset returning values set union on join left right inner full cross".split(
    " ",
  ),
);
const JOIN_WORDS = new Set(["left", "right", "inner", "full", "cross", "outer"]);
/** What may follow a WITH or an INSERT's columns, on a line of its own. */
const STATEMENTS = new Set(["select", "insert", "update", "delete"]);
const SHORTEST = 60;
const INDENT = "  ";

/** A statement written on one line gets a line for each clause, also within subqueries; others keep their own. */
export function breakLines(sql: string): string {
  const trimmed = sql.trim();
  if (trimmed.includes("\n") || trimmed.length < SHORTEST) return trimmed;
  return layOut(tokenizeSql(trimmed));
}

/** What is open: a subquery has clauses of its own, other brackets stay on their line. */
type Bracket = "query" | "list";

function layOut(tokens: readonly SqlToken[]): string {
  const open: Bracket[] = [];
  let text = "";
  const breakLine = () => (text = `${text.trimEnd()}\n${INDENT.repeat(open.length)}`);
  tokens.forEach((token, index) => {
    if (token.kind !== "space") {
      if (open.at(-1) !== "list" && beginsClause(tokens, index)) breakLine();
      text += token.text;
      return;
    }
    for (const sign of token.text) {
      if (sign === ")" && open.pop() === "query") breakLine();
      if (sign !== " " || !isLineStart(text)) text += sign;
      if (sign !== "(") continue;
      open.push(opensQuery(tokens, index) ? "query" : "list");
      if (open.at(-1) === "query") breakLine();
    }
  });
  return text.replaceAll(/[ \t]+\n/g, "\n");
}

function isLineStart(text: string): boolean {
  return /\n *$/.test(text);
}

function opensQuery(tokens: readonly SqlToken[], index: number): boolean {
  return STATEMENTS.has(wordAfter(tokens, index)) || wordAfter(tokens, index) === "with";
}

function beginsClause(tokens: readonly SqlToken[], index: number): boolean {
  const token = tokens[index];
  if (index === 0 || token?.kind !== "keyword") return false;
  const word = token.text.toLowerCase();
  if (STATEMENTS.has(word)) return tokens[index - 1]?.text.trimEnd().endsWith(")") === true;
  if (!CLAUSES.has(word)) return false;
  const before = wordBefore(tokens, index);
  if (word === "on") return wordAfter(tokens, index) === "conflict";
  if (word === "from") return before !== "delete" && before !== "distinct";
  if (word === "set") return before !== "do";
  return !JOIN_WORDS.has(before);
}

function wordBefore(tokens: readonly SqlToken[], index: number): string {
  return (
    tokens
      .slice(0, index)
      .findLast(({ kind }) => kind !== "space")
      ?.text.toLowerCase() ?? ""
  );
}

function wordAfter(tokens: readonly SqlToken[], index: number): string {
  return (
    tokens
      .slice(index + 1)
      .find(({ kind }) => kind !== "space")
      ?.text.toLowerCase() ?? ""
  );
}

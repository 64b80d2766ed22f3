import type { SqlToken } from "./sql-lexer.ts";
import { storedText } from "./stored-text.ts";

const LONGEST_STATEMENT = 8_192;
const LISTS = ["IN", "ARRAY", "VALUES", ","];
/** A row's length tells statements apart, and libpg-query drops repeated rows itself. */
const PARSEABLE_LISTS = ["IN", "ARRAY"];

/**
 * The tokens as one line. A list of nothing but literals and parameters becomes "(...)", however long it is,
 * and of rows after VALUES that differ only in such lists the first stands for all.
 */
export function statementText(tokens: readonly SqlToken[]): string {
  const short = withoutRepeatedRows(withShortLists(withoutSigns(tokens), LISTS));
  return storedText(
    rendered(short, ({ text }) => text),
    LONGEST_STATEMENT,
  );
}

/** The same in PostgreSQL's own syntax, for its parser. */
export function parseableText(tokens: readonly SqlToken[]): string {
  const short = withoutRepeatedRows(withShortLists(withoutSigns(tokens), PARSEABLE_LISTS));
  return rendered(short, (token, next) => {
    if (token.kind === "string") return "''";
    if (token.kind === "number") return "0";
    // Between values, ? is jsonb's operator.
    const isOperator = token.text === "?" && isValue(next);
    return token.kind === "parameter" && !isOperator ? "$1" : token.text;
  });
}

function rendered(
  tokens: readonly SqlToken[],
  textOf: (token: SqlToken, next: SqlToken | undefined) => string,
): string {
  let text = "";
  for (const [i, token] of tokens.entries()) {
    if (token.spaceBefore && text !== "") text += " ";
    text += textOf(token, tokens[i + 1]);
  }
  return text.replace(/[\s;]+$/, "");
}

function isValue(token: SqlToken | undefined): boolean {
  return isLiteral(token) || token?.kind === "parameter";
}

function isLiteral(token: SqlToken | undefined): boolean {
  return token?.kind === "string" || token?.kind === "number";
}

function isSymbol(token: SqlToken | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text;
}

function isWord(token: SqlToken | undefined, word: string): boolean {
  return token?.kind === "word" && token.text.toUpperCase() === word;
}

/** `= -5` and `= 5` are one statement: a sign that follows no value belongs to the number. */
function withoutSigns(tokens: readonly SqlToken[]): SqlToken[] {
  const unsigned: SqlToken[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const next = tokens[at + 1];
    const isSign = (isSymbol(token, "-") || isSymbol(token, "+")) && next?.kind === "number";
    if (isSign && endsBeforeValue(tokens[at - 1])) {
      unsigned.push({ ...next, spaceBefore: token.spaceBefore });
      at++;
    } else unsigned.push(token);
  }
  return unsigned;
}

function endsBeforeValue(before: SqlToken | undefined): boolean {
  return before?.kind === "symbol" && before.text !== "]" && before.text !== ")";
}

const LIST_OPENERS = new Set(["(", "["]);

function withShortLists(tokens: readonly SqlToken[], after: readonly string[]): SqlToken[] {
  const short: SqlToken[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    short.push(token);
    if (token.kind !== "symbol" || !LIST_OPENERS.has(token.text) || !startsList(tokens[at - 1], after))
      continue;
    const end = endOfValues(tokens, at + 1);
    if (end === undefined) continue;
    short.push({ kind: "parameter", text: "...", spaceBefore: false });
    at = end - 1;
  }
  return short;
}

/** The arguments of a function are no list: they are left as they are. */
function startsList(before: SqlToken | undefined, after: readonly string[]): boolean {
  if (before?.kind === "word") return after.includes(before.text.toUpperCase());
  return isSymbol(before, ",") && after.includes(",");
}

/** Index of the bracket that ends a list of values alone. */
function endOfValues(tokens: readonly SqlToken[], from: number): number | undefined {
  for (let at = from; ; at += 2) {
    if (!isValue(tokens[at])) return undefined;
    const next = tokens[at + 1];
    if (isSymbol(next, ")") || isSymbol(next, "]")) return at + 1;
    if (!isSymbol(next, ",")) return undefined;
  }
}

function withoutRepeatedRows(tokens: readonly SqlToken[]): SqlToken[] {
  const kept: SqlToken[] = [];
  for (let at = 0; at < tokens.length; at++) {
    kept.push(tokens[at]!);
    if (!isWord(tokens[at], "VALUES") || !isSymbol(tokens[at + 1], "(")) continue;
    const end = endOfGroup(tokens, at + 1);
    kept.push(...tokens.slice(at + 1, end));
    at = endOfSameRows(tokens, at + 1, end) - 1;
  }
  return kept;
}

function endOfSameRows(tokens: readonly SqlToken[], start: number, end: number): number {
  const length = end - start;
  let at = end;
  while (isSymbol(tokens[at], ",") && isSameRow(tokens, start, at + 1, length)) at += length + 1;
  return at;
}

/** Stops at the first difference: rows that never end would else take the square of their length. */
function isSameRow(tokens: readonly SqlToken[], first: number, other: number, length: number): boolean {
  for (let i = 0; i < length; i++) {
    const [one, two] = [tokens[first + i], tokens[other + i]];
    if (one?.text !== two?.text && !(isValue(one) && isValue(two))) return false;
  }
  return true;
}

/** Index behind the bracket that closes the one at `from`, or the end of the text. */
function endOfGroup(tokens: readonly SqlToken[], from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    if (isSymbol(tokens[at], "(")) depth++;
    else if (isSymbol(tokens[at], ")") && --depth === 0) return at + 1;
  }
  return tokens.length;
}

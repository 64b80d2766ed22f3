import type { SqlToken } from "./sql-lexer.ts";

/**
 * The tokens as one line. A list of nothing but literals and parameters becomes "(...)", however long it is,
 * and of rows after VALUES that differ only in such lists the first stands for all.
 */
export function statementText(tokens: readonly SqlToken[]): string {
  return render(withoutRepeatedRows(withShortLists(withoutSigns(tokens))), (token) => token.text);
}

/** The same in PostgreSQL's syntax, with a parameter wherever a value stood. */
export function parseableText(tokens: readonly SqlToken[]): string {
  return render(withoutRepeatedRows(withShortLists(withoutSigns(tokens))), (token) =>
    token.kind === "literal" || token.kind === "parameter" ? "$1" : token.text,
  );
}

function render(tokens: readonly SqlToken[], textOf: (token: SqlToken) => string): string {
  let text = "";
  for (const token of tokens) {
    if (token.spaceBefore && text !== "") text += " ";
    text += textOf(token);
  }
  return text.replace(/\s*;\s*$/, "");
}

function isValue(token: SqlToken | undefined): boolean {
  return token?.kind === "literal" || token?.kind === "parameter";
}

function isSymbol(token: SqlToken | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text;
}

function isWord(token: SqlToken | undefined, word: string): boolean {
  return token?.kind === "word" && token.text.toUpperCase() === word;
}

/** `= -5` and `= 5` are one statement: a sign that follows no value belongs to the literal. */
function withoutSigns(tokens: readonly SqlToken[]): SqlToken[] {
  return tokens.filter((token, i) => {
    if (!(isSymbol(token, "-") || isSymbol(token, "+"))) return true;
    const before = tokens[i - 1];
    const unary = before?.kind === "symbol" && !["]", ")"].includes(before.text);
    return !(unary && tokens[i + 1]?.kind === "literal");
  });
}

const LIST_OPENERS = new Set(["(", "["]);

function withShortLists(tokens: readonly SqlToken[]): SqlToken[] {
  const short: SqlToken[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    short.push(token);
    if (token.kind !== "symbol" || !LIST_OPENERS.has(token.text) || !startsList(tokens[at - 1])) continue;
    const end = endOfValues(tokens, at + 1);
    if (end === undefined) continue;
    short.push({ kind: "literal", text: "...", spaceBefore: false });
    at = end - 1;
  }
  return short;
}

/** After IN, VALUES, ARRAY or a row before: the arguments of a function are left as they are. */
function startsList(before: SqlToken | undefined): boolean {
  return ["IN", "VALUES", "ARRAY"].some((word) => isWord(before, word)) || isSymbol(before, ",");
}

/** Index of the bracket that ends a list of values alone. */
function endOfValues(tokens: readonly SqlToken[], from: number): number | undefined {
  for (let at = from; ; at += 2) {
    if (isSymbol(tokens[at], "-") || isSymbol(tokens[at], "+")) at++;
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
  const first = shapeOf(tokens, start, end);
  let at = end;
  while (isSymbol(tokens[at], ",") && isSymbol(tokens[at + 1], "(")) {
    const next = endOfGroup(tokens, at + 1);
    if (shapeOf(tokens, at + 1, next) !== first) return at;
    at = next;
  }
  return at;
}

function shapeOf(tokens: readonly SqlToken[], from: number, to: number): string {
  return tokens
    .slice(from, to)
    .map((token) => (isValue(token) ? "?" : token.text))
    .join(" ");
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

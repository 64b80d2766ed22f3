import type { Dialect } from "./database-system.ts";

export interface SqlToken {
  /** `name`: a quoted identifier; `string` and `number`: text "?"; `parameter`: $1, :name, @name, %s or ?. */
  kind: "word" | "name" | "string" | "number" | "parameter" | "symbol";
  text: string;
  spaceBefore: boolean;
}

const SPACE = /\s+/y;
const LINE_COMMENT = /[^\n]*/y;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
/** With whatever letters stick to it: `0x1F`, `1e-5`, `1_000`, `12abc`. */
const NUMBER = /(?:\d|\.\d)(?:[eE][+-](?=\d)|[\p{L}\p{N}_.$])*/uy;
const PARAMETER = /\$\d+|%s|%\(\w+\)s|@@?[\p{L}_]\w*|:[\p{L}_]\w*/uy;
const DOLLAR_TAG = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const SYMBOL = /::|->>|->|#>>|#>|<=|>=|<>|!=|\|\||\?\|(?!\|)|\?&|@>|<@|&&|[^]/uy;
/** A word that makes the string after it a literal of another kind: E'', B'', X'', N'', U&'', _utf8''. */
const STRING_PREFIX = /^(?:[eEbBxXnN]|[uU]&|_[a-z0-9]+)$/;
const COMMENT_MARK = /\/\*|\*\//g;
const LONGEST_NAME = 128;
const MOST_TOKENS = 4_000;

/**
 * SQL without comments, each literal a "?". Where a literal or a comment does not end, and after 4,000
 * tokens, everything is left out. Never throws, takes time in proportion to the text.
 */
export function sqlTokens(text: string, dialect: Dialect): SqlToken[] {
  const lexer = new SqlLexer(text, dialect);
  while (lexer.next());
  return lexer.tokens;
}

class SqlLexer {
  readonly tokens: SqlToken[] = [];
  readonly #text: string;
  readonly #dialect: Dialect;
  #at = 0;
  #space = false;

  constructor(text: string, dialect: Dialect) {
    this.#text = text;
    this.#dialect = dialect;
  }

  /** False at the end. What a token can be is told by its first character, so that few patterns are tried. */
  next(): boolean {
    if (this.#at >= this.#text.length || this.tokens.length >= MOST_TOKENS) return false;
    const code = this.#text.charCodeAt(this.#at);
    if (code <= 0x20) this.#skipSpace();
    else if (isAsciiWordStart(code)) this.#asciiWord();
    else if (code >= 0x80) this.#beyondAscii();
    else if (!(this.#comment() || this.#quoted())) this.#bare();
    return true;
  }

  #skipSpace(): void {
    while (this.#text.charCodeAt(this.#at) <= 0x20) this.#at++;
    this.#space = true;
  }

  #asciiWord(): void {
    const from = this.#at;
    let at = from + 1;
    while (isAsciiWordPart(this.#text.charCodeAt(at))) at++;
    if (this.#text.charCodeAt(at) >= 0x80) this.#word(this.#match(WORD)!);
    else {
      this.#at = at;
      this.#word(this.#text.slice(from, at));
    }
  }

  #beyondAscii(): void {
    const word = this.#match(WORD);
    if (word !== undefined) this.#word(word);
    else if (this.#match(SPACE) !== undefined) this.#space = true;
    else if (this.#match(NUMBER) !== undefined) this.#push("number", "?");
    else this.#push("symbol", this.#match(SYMBOL)!);
  }

  #comment(): boolean {
    const text = this.#text;
    if (text.startsWith("--", this.#at) || (this.#dialect.hashComments && text[this.#at] === "#")) {
      this.#match(LINE_COMMENT);
    } else if (text.startsWith("/*", this.#at)) this.#at = this.#endOfComment();
    else return false;
    this.#space = true;
    return true;
  }

  #quoted(): boolean {
    const quote = this.#text[this.#at];
    if (quote === "'" || (quote === '"' && this.#dialect.doubleQuotedStrings)) this.#string(quote);
    else if (quote === '"' || quote === "`") this.#name(quote);
    else return quote === "$" && this.#dollarQuoted();
    return true;
  }

  #string(quote: string): void {
    const before = this.tokens.at(-1);
    const prefixed = before?.kind === "word" && !this.#space && STRING_PREFIX.test(before.text);
    const escapes = this.#dialect.backslashEscapes || (prefixed && /^[eE]$/.test(before.text));
    if (prefixed) this.#space = this.tokens.pop()!.spaceBefore;
    this.#stringUntil(endOfQuoted(this.#text, this.#at + 1, quote, escapes));
  }

  #name(quote: string): void {
    const end = endOfQuoted(this.#text, this.#at + 1, quote, false);
    if (end < 0 || end - this.#at > LONGEST_NAME) this.#stringUntil(end);
    else {
      this.#push("name", this.#text.slice(this.#at, end));
      this.#at = end;
    }
  }

  #dollarQuoted(): boolean {
    const tag = this.#match(DOLLAR_TAG);
    if (tag === undefined) return false;
    const end = this.#text.indexOf(tag, this.#at);
    this.#stringUntil(end < 0 ? -1 : end + tag.length);
    return true;
  }

  #bare(): void {
    const number = this.#match(NUMBER);
    if (number !== undefined) return this.#push("number", "?");
    const parameter = this.#match(PARAMETER);
    if (parameter !== undefined) return this.#push("parameter", parameter);
    const symbol = this.#match(SYMBOL)!;
    this.#push(symbol === "?" ? "parameter" : "symbol", symbol);
  }

  /** U&'…' and U&"…" are one literal or name; B, X, N and E are words until their string comes. */
  #word(word: string): void {
    const isUnicode =
      (word === "U" || word === "u") && /^&['"]/.test(this.#text.slice(this.#at, this.#at + 2));
    if (isUnicode) this.#at++;
    this.#push("word", isUnicode ? `${word}&` : word);
  }

  /** -1: it does not end. */
  #stringUntil(end: number): void {
    this.#at = end < 0 ? this.#text.length : end;
    if (end >= 0) this.#push("string", "?");
  }

  #endOfComment(): number {
    COMMENT_MARK.lastIndex = this.#at;
    let depth = 0;
    for (let mark = COMMENT_MARK.exec(this.#text); mark !== null; mark = COMMENT_MARK.exec(this.#text)) {
      depth += mark[0] === "/*" ? 1 : -1;
      if (depth === 0) return COMMENT_MARK.lastIndex;
    }
    return this.#text.length;
  }

  #push(kind: SqlToken["kind"], text: string): void {
    this.tokens.push({ kind, text, spaceBefore: this.#space });
    this.#space = false;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

function isAsciiWordStart(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

/** Also digits and $. */
function isAsciiWordPart(code: number): boolean {
  return isAsciiWordStart(code) || (code >= 0x30 && code <= 0x39) || code === 0x24;
}

/** Index behind the closing quote, which is not doubled; -1 when there is none. */
function endOfQuoted(text: string, from: number, quote: string, escapes: boolean): number {
  const closing = quote.charCodeAt(0);
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (escapes && code === 0x5c) at++;
    else if (code === closing) {
      if (text.charCodeAt(at + 1) !== closing) return at + 1;
      at++;
    }
  }
  return -1;
}

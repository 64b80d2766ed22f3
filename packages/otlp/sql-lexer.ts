import type { Dialect } from "./database-system.ts";

export interface SqlToken {
  /** `name`: a quoted identifier; `string` and `number`: text "?"; `parameter`: $1, :name, @name, %s or ?. */
  kind: "word" | "name" | "string" | "number" | "parameter" | "symbol";
  text: string;
  spaceBefore: boolean;
}

const SPACE = /\s+/y;
const LINE_COMMENT = /--[^\n]*/y;
const HASH_COMMENT = /#[^\n]*/y;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
/** With whatever letters stick to it: `0x1F`, `1e-5`, `1_000`, `12abc`. */
const NUMBER = /(?:\d|\.\d)(?:[eE][+-](?=\d)|[\p{L}\p{N}_.$])*/uy;
const PARAMETER = /\$\d+|%s|%\(\w+\)s|@@?[\p{L}_]\w*|:[\p{L}_]\w*/uy;
const DOLLAR_TAG = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const SYMBOL = /::|->>|->|#>>|#>|<=|>=|<>|!=|\|\||\?\|(?!\|)|\?&|@>|<@|&&|[^]/uy;
/** A word that makes the string after it a literal of another kind: E'', B'', X'', N'', U&''. */
const STRING_PREFIX = /^(?:[eEbBxXnN]|[uU]&|_[a-z0-9]+)$/;
const COMMENT_MARK = /\/\*|\*\//g;
const LONGEST_NAME = 128;

/**
 * SQL without comments, each literal a "?". Where a literal or a comment does not end, everything from
 * there is left out. Never throws, takes time in proportion to the text.
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

  /** False at the end. */
  next(): boolean {
    if (this.#at >= this.#text.length) return false;
    return this.#skipped() || this.#quoted() || this.#bare();
  }

  #skipped(): boolean {
    const { hashComments } = this.#dialect;
    const skipped =
      this.#match(SPACE) ??
      this.#match(LINE_COMMENT) ??
      (hashComments ? this.#match(HASH_COMMENT) : undefined);
    if (skipped === undefined && !this.#text.startsWith("/*", this.#at)) return false;
    if (skipped === undefined) this.#at = this.#endOfComment();
    this.#space = true;
    return true;
  }

  #quoted(): boolean {
    const quote = this.#text[this.#at];
    if (quote === "'" || (quote === '"' && this.#dialect.doubleQuotedStrings)) return this.#string(quote);
    if (quote === '"' || quote === "`") return this.#name(quote);
    if (quote !== "$") return false;
    const tag = this.#match(DOLLAR_TAG);
    if (tag === undefined) return false;
    const end = this.#text.indexOf(tag, this.#at);
    return this.#stringUntil(end < 0 ? -1 : end + tag.length);
  }

  #string(quote: string): boolean {
    const before = this.tokens.at(-1);
    const prefixed = before?.kind === "word" && !this.#space && STRING_PREFIX.test(before.text);
    const escapes = this.#dialect.backslashEscapes || (prefixed && /^[eE]$/.test(before.text));
    if (prefixed) this.#space = this.tokens.pop()!.spaceBefore;
    return this.#stringUntil(endOfQuoted(this.#text, this.#at + 1, quote, escapes));
  }

  #name(quote: string): boolean {
    const end = endOfQuoted(this.#text, this.#at + 1, quote, false);
    if (end < 0 || end - this.#at > LONGEST_NAME) return this.#stringUntil(end);
    this.#push("name", this.#text.slice(this.#at, end));
    this.#at = end;
    return true;
  }

  #bare(): boolean {
    const parameter = this.#match(PARAMETER);
    if (parameter !== undefined) return this.#push("parameter", parameter);
    const word = this.#match(WORD);
    if (word !== undefined) return this.#word(word);
    if (this.#match(NUMBER) !== undefined) return this.#push("number", "?");
    const symbol = this.#match(SYMBOL)!;
    return this.#push(symbol === "?" ? "parameter" : "symbol", symbol);
  }

  /** U&'…' and U&"…" are one literal or name; B, X, N and E are words until their string comes. */
  #word(word: string): boolean {
    const unicode = /^u$/i.test(word) && /&['"]/y.test(this.#text.slice(this.#at, this.#at + 2));
    if (unicode) this.#at++;
    return this.#push("word", unicode ? `${word}&` : word);
  }

  /** -1: it does not end. */
  #stringUntil(end: number): boolean {
    this.#at = end < 0 ? this.#text.length : end;
    return end < 0 || this.#push("string", "?");
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

  #push(kind: SqlToken["kind"], text: string): true {
    this.tokens.push({ kind, text, spaceBefore: this.#space });
    this.#space = false;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

/** Index behind the closing quote, which is not doubled; -1 when there is none. */
function endOfQuoted(text: string, from: number, quote: string, escapes: boolean): number {
  for (let at = from; at < text.length; at++) {
    if (escapes && text[at] === "\\") at++;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1;
      at++;
    }
  }
  return -1;
}
